package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Sparsity;
import java.util.Optional;

/** Binds a description to an {@link Npu}. */
final class ChipReader {
  private final Section.Record record;

  private ChipReader(Section.Record record) {
    this.record = record;
  }

  /**
   * @param name for a chip that does not name itself
   * @param source the preset or file and the settings, for people
   * @param hasSettings whether settings were applied to {@code root}
   */
  static Chip read(YamlNode root, String name, String source, boolean hasSettings) {
    return new ChipReader(new Section.Record(hasSettings)).chip(root, name, source);
  }

  private Chip chip(YamlNode root, String name, String source) {
    Section chip = Section.of("", root, Keys.CHIP, record);
    String ownName = chip.orDefault("name", Kinds.TEXT, name, "the file's name");
    double nominalHz = chip.required("clock", Kinds.CLOCK);
    OperatingPoints points = OperatingPoints.read(chip, nominalHz, record);
    double clockHz = points.chosen().clockHz();
    int cores = chip.optional("cores", Kinds.CORES).orElse(1);
    requireSection(chip, "array");
    ArraySpec array = array(chip.section("array", Keys.ARRAY));
    requireSection(chip, "vector");
    VectorSpec vector = vector(chip.section("vector", Keys.VECTOR));
    MemoriesReader.Memories memories = new MemoriesReader(record, clockHz, array).read(chip);
    DmaSpec dma = DmaReader.dma(chip.section("dma", Keys.DMA));
    LaunchSpec launch = DmaReader.launch(chip.section("launch", Keys.LAUNCH));
    EnergySpec nominal =
        new EnergyReader(
                array,
                cores,
                nominalHz,
                memories.onChip(),
                memories.dram().type(),
                memories.dramTypePlace())
            .read(chip.section("energy", Keys.ENERGY));
    EnergySpec energy = points.scale(nominal);
    if (!points.isNominal()) {
      chip.note(points.note());
    }
    return new Chip(
        new Npu(
            ownName,
            clockHz,
            array,
            vector,
            memories.onChip(),
            memories.dram(),
            dma,
            energy,
            launch,
            weightMemory(chip, clockHz, energy.process(), points),
            AreaReader.read(chip, energy.process()),
            cores),
        About.read(chip.section("about", Keys.ABOUT)),
        source,
        record.defaults().build(),
        ImmutableList.copyOf(record.notes()));
  }

  private static Optional<WeightMemory> weightMemory(
      Section chip, double clockHz, String process, OperatingPoints points) {
    if (!chip.has("weight_memory")) {
      return Optional.empty();
    }
    Section memory = chip.section("weight_memory", Keys.WEIGHT_MEMORY);
    if (!memory.has("energy")) {
      throw memory.error(
          "energy", "missing: no source gives a default; give it in pJ/B, such as 0.5 pJ/B");
    }
    EnergySpec.Constant perByte =
        new EnergyField(Kinds.ENERGY_PER_BYTE, "pJ/B", memory, process, memory.place("energy"))
            .read("energy", Optional.empty());
    return Optional.of(
        new WeightMemory(
            memory.required("kind", Kinds.oneOf(WeightMemory.Kind.class)),
            memory.required("size", Kinds.SIZE),
            memory.required("bandwidth", Kinds.BANDWIDTH).perCycle(clockHz),
            points.onChip(perByte)));
  }

  private static void requireSection(Section chip, String key) {
    if (!chip.has(key)) {
      throw chip.missing(key);
    }
  }

  private static ArraySpec array(Section array) {
    return new ArraySpec(
        array.required("rows", Kinds.SIDE),
        array.required("columns", Kinds.SIDE),
        array.orDefault(
            "timing",
            Kinds.oneOf(ArraySpec.Timing.class),
            ArraySpec.Timing.SYSTOLIC,
            "convention: folds fill and drain"),
        array.orDefault(
            "dataflow",
            Kinds.oneOf(ArraySpec.DataflowPolicy.class),
            ArraySpec.DataflowPolicy.FLEXIBLE,
            "convention: the best dataflow for each layer"),
        array.orDefault(
            "convolution",
            Kinds.oneOf(ArraySpec.ConvolutionRows.class),
            ArraySpec.ConvolutionRows.IM2COL,
            "convention: a convolution is a matrix product"),
        array.orDefault(
            "weight_double_buffer",
            Kinds.FLAG,
            false,
            "no shadow register unless the description has one"),
        macsPerCycle(array),
        array.optional("sparsity", Kinds.SPARSITY).orElse(Sparsity.DENSE),
        array.optional("zero_gating", Kinds.FLAG).orElse(false));
  }

  private static VectorSpec vector(Section vector) {
    return new VectorSpec(
        vector.required("lanes", Kinds.LANES),
        vector.orDefault(
            "dequantization",
            Kinds.LANE_OPS,
            VectorSpec.DEQUANTIZATION,
            "assumption: one multiply-add per weight, only with weights narrower than"
                + " activations"));
  }

  private static ImmutableMap<String, Double> macsPerCycle(Section array) {
    if (!array.has("macs_per_cycle")) {
      array.assume("macs_per_cycle", "{int8: 1}", "convention: one int8 MAC per PE and cycle");
      return ImmutableMap.of("int8", 1.0);
    }
    Section rates = array.section("macs_per_cycle", Keys.FORMATS);
    ImmutableMap.Builder<String, Double> result = ImmutableMap.builder();
    for (String format : rates.keys()) {
      result.put(format, rates.required(format, Kinds.RATE));
    }
    ImmutableMap<String, Double> macsPerCycle = result.buildOrThrow();
    if (macsPerCycle.isEmpty()) {
      throw array.error(
          "macs_per_cycle",
          "empty; give a rate for at least one of " + String.join(", ", Keys.FORMATS));
    }
    return macsPerCycle;
  }
}
