package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A key of chip.yaml in which two chips differ, defaults included. Both values are in the unit that
 * chip.yaml would use; a ratio is given where both are numbers of the same kind.
 *
 * @param key as {@code --set} spells it
 * @param a empty where the first chip has no such key
 * @param b empty where the second chip has no such key
 * @param ratio second over first; NaN where there is none
 */
public record NpuDifference(String key, String a, String b, double ratio) {
  /** In the order of chip.yaml; sources and statuses of energies do not count, the name does. */
  public static ImmutableList<NpuDifference> between(Npu a, Npu b) {
    Map<String, Value> left = values(a);
    Map<String, Value> right = values(b);
    Set<String> keys = new LinkedHashSet<>(left.keySet());
    keys.addAll(right.keySet());
    ImmutableList.Builder<NpuDifference> differences = ImmutableList.builder();
    for (String key : keys) {
      Value l = left.getOrDefault(key, Value.NONE);
      Value r = right.getOrDefault(key, Value.NONE);
      if (!l.text().equals(r.text())) {
        differences.add(new NpuDifference(key, l.text(), r.text(), r.number() / l.number()));
      }
    }
    return differences.build();
  }

  private record Value(String text, double number) {
    static final Value NONE = new Value("", Double.NaN);
  }

  private static Map<String, Value> values(Npu npu) {
    Map<String, Value> values = new LinkedHashMap<>();
    words(values, "name", npu.name());
    put(values, "clock", Kinds.CLOCK, npu.clockHz());
    put(values, "cores", Kinds.CORES, npu.cores());
    ArraySpec array = npu.array();
    put(values, "array.rows", Kinds.SIDE, array.rows());
    put(values, "array.columns", Kinds.SIDE, array.columns());
    put(values, "array.timing", Kinds.oneOf(ArraySpec.Timing.class), array.timing());
    put(values, "array.dataflow", Kinds.oneOf(ArraySpec.DataflowPolicy.class), array.dataflow());
    put(values, "array.weight_double_buffer", Kinds.FLAG, array.weightDoubleBuffer());
    put(
        values,
        "array.convolution",
        Kinds.oneOf(ArraySpec.ConvolutionRows.class),
        array.convolution());
    put(values, "array.sparsity", Kinds.SPARSITY, array.sparsity());
    put(values, "array.zero_gating", Kinds.FLAG, array.zeroGating());
    for (String format : ArraySpec.ALL_FORMATS) {
      Double rate = array.macsPerCycle().get(format);
      if (rate != null) {
        put(values, "array.macs_per_cycle." + format, Kinds.RATE, rate);
      }
    }
    put(values, "vector.lanes", Kinds.LANES, npu.vector().lanes());
    put(values, "vector.dequantization", Kinds.LANE_OPS, npu.vector().dequantization());
    npu.memories().forEach(memory -> memory(values, memory));
    DramSpec dram = npu.dram();
    words(values, "dram.type", dram.type());
    // Timings follow from type, bus and channels; a chip without them has neither key.
    dram.part()
        .ifPresent(
            part -> {
              put(values, "dram.bus", Kinds.BITS, part.busBits() * dram.channels());
              put(values, "dram.channels", Kinds.CHANNELS, dram.channels());
            });
    put(values, "dram.bandwidth", Kinds.BANDWIDTH, new Bandwidth(dram.bytesPerSecond(), false));
    put(values, "dram.efficiency", Kinds.SHARE, dram.efficiency());
    put(values, "dram.burst", Kinds.BURST, dram.burstBytes());
    put(values, "dma.channels", Kinds.CHANNELS, npu.dma().channels());
    put(values, "dma.setup", Kinds.CYCLES, npu.dma().setupCycles());
    put(values, "dma.latency", Kinds.CYCLES, npu.dma().readLatency());
    put(values, "dma.write_latency", Kinds.CYCLES, npu.dma().writeLatency());
    put(values, "dma.outstanding", Kinds.IN_FLIGHT, npu.dma().outstanding());
    put(values, "dma.dimensions", Kinds.DIMENSIONS, npu.dma().dimensions());
    put(values, "launch.per_layer", Kinds.DURATION, npu.launch().perLayerSeconds());
    put(values, "launch.per_run", Kinds.DURATION, npu.launch().perRunSeconds());
    npu.weightMemory().ifPresent(memory -> weightMemory(values, memory));
    words(values, "energy.process", npu.energy().process());
    npu.energy().table().forEach((key, constant) -> constant(values, key, constant));
    npu.area()
        .ifPresent(
            area -> area.table().forEach((key, constant) -> constant(values, key, constant)));
    return values;
  }

  private static void weightMemory(Map<String, Value> values, WeightMemory memory) {
    String name = "weight_memory.";
    put(values, name + "kind", Kinds.oneOf(WeightMemory.Kind.class), memory.kind());
    put(values, name + "size", Kinds.SIZE, memory.sizeBytes());
    put(values, name + "bandwidth", Kinds.BANDWIDTH, new Bandwidth(memory.bytesPerCycle(), true));
    put(values, name + "energy", Kinds.ENERGY_PER_BYTE, memory.pjPerByte().value());
  }

  private static void constant(
      Map<String, Value> values, String key, EnergySpec.Constant constant) {
    values.put(
        key,
        new Value(Kinds.RATE.format(constant.value()) + " " + constant.unit(), constant.value()));
  }

  private static void memory(Map<String, Value> values, MemorySpec memory) {
    String name = memory.name() + ".";
    put(values, name + "size", Kinds.SIZE, memory.sizeBytes());
    put(values, name + "banks", Kinds.BANKS, memory.banks());
    put(values, name + "conflicts", Kinds.FLAG, memory.conflicts());
    put(values, name + "bandwidth", Kinds.BANDWIDTH, new Bandwidth(memory.bytesPerCycle(), true));
    put(values, name + "width", Kinds.WIDTH, memory.widthBits());
    words(values, name + "holds", MemoriesReader.list(memory.holds()));
  }

  private static void words(Map<String, Value> values, String key, String text) {
    values.put(key, new Value(text, Double.NaN));
  }

  private static <T> void put(Map<String, Value> values, String key, Kind<T> kind, T value) {
    double number =
        value instanceof Number n
            ? n.doubleValue()
            : value instanceof Bandwidth bandwidth ? bandwidth.bytes() : Double.NaN;
    values.put(key, new Value(kind.format(value), number));
  }
}
