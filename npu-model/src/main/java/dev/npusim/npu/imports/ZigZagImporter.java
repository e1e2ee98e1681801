package dev.npusim.npu.imports;

import dev.npusim.npu.hardware.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Accelerators of ZigZag (inputs/hardware and accelerator_validator.py of KULeuven-MICAS/zigzag),
 * with bandwidths per memory ({@code r_bw}, {@code w_bw}) or per port ({@code bandwidth_max}).
 * Sizes are in bits, bandwidths in bits per cycle, energies in pJ.
 */
final class ZigZagImporter implements ChipImporter {
  private static final BigDecimal EIGHT = BigDecimal.valueOf(8);

  @Override
  public String format() {
    return "ZigZag accelerator";
  }

  @Override
  public void read(YamlNode root, ImportOptions options, Draft draft) {
    Fields file = Fields.of("the file", root);
    file.value("name").ifPresent(v -> draft.translated("name", Draft.text(v.text()), v.from()));
    Common.clock(draft, options.clock());
    Fields arrayFields =
        Fields.of(
            "operational_array",
            file.entry("operational_array")
                .orElseThrow(() -> file.missing("operational_array"))
                .value());
    ZigZagArray array = ZigZagArray.read(arrayFields, draft);
    Common.multicast(draft, "ZigZag");
    Common.lanes(draft, array.columns());
    List<ZigZagMemory> memories = memories(file, array, draft);
    Optional<ZigZagMemory> dram = dram(memories);
    List<ZigZagMemory> onChip = new ArrayList<>(memories);
    dram.ifPresent(onChip::remove);
    accumulator(onChip, array, draft);
    sram(file, onChip, draft);
    dram(dram, draft);
    Common.dma(draft);
    Common.process(draft);
    file.inexpressible(draft, "loop nests are searched per layer", "dataflows", "spatial_mapping");
    file.finish(draft);
  }

  private static List<ZigZagMemory> memories(Fields file, ZigZagArray array, Draft draft) {
    Fields section =
        Fields.of(
            "memories", file.entry("memories").orElseThrow(() -> file.missing("memories")).value());
    List<ZigZagMemory> memories = new ArrayList<>();
    section
        .rest()
        .forEach(
            (name, entry) ->
                memories.add(
                    ZigZagMemory.read(
                        Fields.of("memories." + name, entry.value()), array.sizes(), draft)));
    return memories;
  }

  private static Optional<ZigZagMemory> dram(List<ZigZagMemory> memories) {
    return memories.isEmpty()
        ? Optional.empty()
        : Optional.of(memories.get(memories.size() - 1)).filter(ZigZagMemory::isOffChip);
  }

  private static void accumulator(List<ZigZagMemory> onChip, ZigZagArray array, Draft draft) {
    List<ZigZagMemory> own = onChip.stream().filter(ZigZagMemory::holdsOnlyOutputs).toList();
    if (own.isEmpty()) {
      draft.assumed(
          "accumulator.size",
          Draft.size(Math.multiplyExact(32, array.rows() * array.columns())),
          "eight partial sums of 32 bits per multiplier; no memory holds only outputs");
    } else {
      draft.translated("accumulator.size", Draft.size(total(own)), from(own));
      own.forEach(
          memory ->
              Common.partialSums(
                  draft, memory.place(), memory.name(), memory.readBits().longValue()));
    }
    draft.assumed("accumulator.holds", "[outputs]", "partial sums");
    // Words of the accumulator are 32-bit partial sums here, whatever their width there.
    if (own.size() == 1) {
      perByte(own.get(0).readCost(), own.get(0).readBits())
          .ifPresent(
              energy ->
                  draft.translated("energy.local", energy, own.get(0).readCost().get().from()));
    }
  }

  private static void sram(Fields file, List<ZigZagMemory> onChip, Draft draft) {
    List<ZigZagMemory> pool =
        onChip.stream().filter(m -> m.isShared() && !m.holdsOnlyOutputs()).toList();
    if (pool.isEmpty()) {
      throw file.place()
          .error(
              "memories: none on the chip serves all dimensions of the array; a chip.yaml needs an SRAM"
                  + " that weights, inputs and outputs go through");
    }
    ZigZagMemory outermost = pool.get(pool.size() - 1);
    draft.translated("sram.size", Draft.size(total(pool)), from(pool));
    if (pool.size() > 1) {
      draft.inexpressible(
          outermost.place(), pool.size() + " shared memories: one of their joint size here");
    }
    draft.translated(
        "sram.bandwidth",
        Draft.perCycle(outermost.readBits().divide(EIGHT)),
        outermost.bandwidthFrom());
    if (outermost.readBits().compareTo(outermost.writeBits()) != 0) {
      draft.inexpressible(
          outermost.place(),
          "writes "
              + outermost.writeBits().toPlainString()
              + " bit per cycle: one bandwidth for both here, the reads'");
    }
    draft.assumed("sram.holds", "[weights, inputs, outputs]", "as every outermost SRAM here");
    if (!outermost.operands().containsAll(List.of("I1", "I2", "O"))) {
      draft.inexpressible(
          outermost.place(),
          "holds only "
              + String.join(", ", outermost.operands())
              + "; weights, inputs and outputs all go through the SRAM here");
    }
    perByte(outermost.readCost(), outermost.readBits())
        .ifPresent(
            energy ->
                draft.translated("energy.sram_read", energy, outermost.readCost().get().from()));
    perByte(outermost.writeCost(), outermost.writeBits())
        .ifPresent(
            energy ->
                draft.translated("energy.sram_write", energy, outermost.writeCost().get().from()));
    onChip.stream()
        .filter(memory -> !memory.isShared() && !memory.holdsOnlyOutputs())
        .forEach(
            memory ->
                draft.inexpressible(
                    memory.place(),
                    memory.name()
                        + " of "
                        + memory.instances()
                        + " x "
                        + Draft.size(memory.bytes())
                        + ": registers beside the multipliers are part of the array, without size or"
                        + " energy of their own"));
  }

  private static void dram(Optional<ZigZagMemory> given, Draft draft) {
    if (given.isEmpty()) {
      draft.assumed(
          "dram.bandwidth",
          "8 B/cycle",
          "64 bit per cycle as in ZigZag's examples; the file has none");
    } else {
      ZigZagMemory dram = given.get();
      BigDecimal slower = dram.readBits().min(dram.writeBits());
      draft.translated(
          "dram.bandwidth", Draft.perCycle(slower.divide(EIGHT)), dram.bandwidthFrom());
    }
    Common.plainDram(draft, "ZigZag");
    Optional<Value> read = given.flatMap(ZigZagMemory::readCost);
    Optional<Value> write = given.flatMap(ZigZagMemory::writeCost);
    if (read.isPresent() && write.isPresent()) {
      BigDecimal perBit =
          read.get()
              .atLeastZero()
              .divide(given.get().readBits(), MathContext.DECIMAL64)
              .add(write.get().atLeastZero().divide(given.get().writeBits(), MathContext.DECIMAL64))
              .divide(BigDecimal.valueOf(2));
      draft.translated(
          "energy.dram",
          Draft.number(perBit) + " pJ/bit",
          "the mean of " + read.get().from() + ", and " + write.get().from());
    } else {
      Common.dramEnergy(draft);
    }
  }

  private static Optional<String> perByte(Optional<Value> cost, BigDecimal bits) {
    return cost.map(
        value ->
            Draft.number(value.atLeastZero().multiply(EIGHT).divide(bits, MathContext.DECIMAL64))
                + " pJ/B");
  }

  private static long total(List<ZigZagMemory> memories) {
    return memories.stream()
        .mapToLong(memory -> Math.multiplyExact(memory.bytes(), memory.instances()))
        .reduce(0, Math::addExact);
  }

  private static String from(List<ZigZagMemory> memories) {
    List<String> parts =
        memories.stream()
            .map(
                memory ->
                    (memory.instances() == 1 ? "" : memory.instances() + " x ")
                        + memory.name()
                        + ", "
                        + memory.size().place().text())
            .toList();
    return String.join(", plus ", parts);
  }
}
