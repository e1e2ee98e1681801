package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Every key of chip.yaml, by section. */
final class Keys {
  static final ImmutableList<String> CHIP =
      ImmutableList.of(
          "name",
          "about",
          "clock",
          "operating_points",
          "operating_point",
          "cores",
          "array",
          "vector",
          "memories",
          "dma",
          "launch",
          "weight_memory",
          "energy",
          "area");
  static final ImmutableList<String> ABOUT =
      ImmutableList.of("vendor", "device", "year", "verified", "source", "caveat");
  static final ImmutableList<String> ARRAY =
      ImmutableList.of(
          "rows",
          "columns",
          "timing",
          "dataflow",
          "convolution",
          "weight_double_buffer",
          "macs_per_cycle",
          "sparsity",
          "zero_gating");

  /** Number formats, as keys of array.macs_per_cycle and energy.mac. */
  static final ImmutableList<String> FORMATS = ArraySpec.ALL_FORMATS;

  static final ImmutableList<String> VECTOR = ImmutableList.of("lanes", "dequantization");
  static final ImmutableList<String> MEMORY =
      ImmutableList.of("name", "size", "banks", "conflicts", "bandwidth", "width", "holds");
  static final ImmutableList<String> DRAM =
      ImmutableList.of("name", "type", "bus", "channels", "bandwidth", "efficiency", "burst");
  static final ImmutableList<String> DMA =
      ImmutableList.of(
          "channels", "setup", "latency", "write_latency", "outstanding", "dimensions");
  static final ImmutableList<String> LAUNCH = ImmutableList.of("per_layer", "per_run");
  static final ImmutableList<String> WEIGHT_MEMORY =
      ImmutableList.of("kind", "size", "bandwidth", "energy");
  static final ImmutableList<String> ENERGY =
      ImmutableList.of(
          "process",
          "mac",
          "lane",
          "local",
          "sram_read",
          "sram_write",
          "dram",
          "dram_background",
          "static",
          "static_array",
          "static_vector",
          "gating_array",
          "gating_vector");

  /** Areas that are not looked up. */
  static final ImmutableList<String> AREA = ImmutableList.of("mac", "sram", "fixed");

  /** A clock and the voltage it needs. */
  static final ImmutableList<String> OPERATING_POINT = ImmutableList.of("clock", "voltage");

  /** A constant of the energy section in its long form. */
  static final ImmutableList<String> CONSTANT = ImmutableList.of("value", "source", "status");

  /** Name of the memory entry that is the DRAM. */
  static final String DRAM_NAME = "dram";

  private Keys() {}

  /** What {@code --set} can set on a chip with these memories (DRAM included). */
  static ImmutableList<String> settable(List<String> memories) {
    ImmutableList.Builder<String> keys = ImmutableList.builder();
    keys.add("name", "clock", "operating_point", "cores");
    add(keys, "array", ARRAY);
    add(keys, "array.macs_per_cycle", FORMATS);
    add(keys, "vector", VECTOR);
    for (String memory : memories) {
      add(keys, memory, without(memory.equals(DRAM_NAME) ? DRAM : MEMORY, "name"));
    }
    add(keys, "dma", DMA);
    add(keys, "launch", LAUNCH);
    add(keys, "weight_memory", WEIGHT_MEMORY);
    add(keys, "energy", without(ENERGY, "mac"));
    add(keys, "energy.mac", FORMATS);
    add(keys, "area", AREA);
    return keys.build();
  }

  private static void add(
      ImmutableList.Builder<String> keys, String section, List<String> ofSection) {
    ofSection.forEach(key -> keys.add(section + "." + key));
  }

  private static ImmutableList<String> without(List<String> keys, String key) {
    return keys.stream().filter(k -> !k.equals(key)).collect(ImmutableList.toImmutableList());
  }
}
