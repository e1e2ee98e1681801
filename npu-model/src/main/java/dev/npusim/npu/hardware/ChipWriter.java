package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * Writes a chip as a complete chip.yaml: nothing is left to defaults, and reading it gives an equal
 * {@link Npu}. Energies keep their source and status.
 */
public final class ChipWriter {
  private final StringBuilder out = new StringBuilder();

  private ChipWriter() {}

  /** The text of chip.yaml, with a line feed at the end. */
  public static String write(Npu npu) {
    ChipWriter writer = new ChipWriter();
    writer.chip(npu);
    return writer.out.toString();
  }

  private void chip(Npu npu) {
    line("name: " + Kinds.TEXT.format(npu.name()));
    line("clock: " + Kinds.CLOCK.format(npu.clockHz()));
    line("cores: " + npu.cores());
    array(npu.array());
    line(
        "vector: {lanes: "
            + npu.vector().lanes()
            + ", dequantization: "
            + Kinds.LANE_OPS.format(npu.vector().dequantization())
            + "}");
    line("memories:");
    npu.memories().forEach(this::memory);
    dram(npu.dram());
    line(
        "dma: {channels: "
            + npu.dma().channels()
            + ", setup: "
            + Kinds.CYCLES.format(npu.dma().setupCycles())
            + ", latency: "
            + Kinds.CYCLES.format(npu.dma().readLatency())
            + ", write_latency: "
            + Kinds.CYCLES.format(npu.dma().writeLatency())
            + ", outstanding: "
            + Kinds.IN_FLIGHT.format(npu.dma().outstanding())
            + ", dimensions: "
            + npu.dma().dimensions()
            + "}");
    line(
        "launch: {per_layer: "
            + Kinds.DURATION.format(npu.launch().perLayerSeconds())
            + ", per_run: "
            + Kinds.DURATION.format(npu.launch().perRunSeconds())
            + "}");
    npu.weightMemory().ifPresent(this::weightMemory);
    energy(npu.energy(), npu.array());
    npu.area().ifPresent(this::area);
  }

  private void array(ArraySpec array) {
    line("array:");
    line("  rows: " + array.rows());
    line("  columns: " + array.columns());
    line("  timing: " + lower(array.timing()));
    line("  dataflow: " + lower(array.dataflow()));
    line("  convolution: " + lower(array.convolution()));
    line("  weight_double_buffer: " + array.weightDoubleBuffer());
    line(
        array.macsPerCycle().entrySet().stream()
            .map(rate -> rate.getKey() + ": " + Kinds.RATE.format(rate.getValue()))
            .collect(Collectors.joining(", ", "  macs_per_cycle: {", "}")));
    line("  sparsity: " + Kinds.SPARSITY.format(array.sparsity()));
    line("  zero_gating: " + array.zeroGating());
  }

  private void memory(MemorySpec memory) {
    line("  - name: " + memory.name());
    line("    size: " + Kinds.SIZE.format(memory.sizeBytes()));
    line("    banks: " + memory.banks());
    if (!memory.name().equals(Npu.ACCUMULATOR)) {
      line("    conflicts: " + memory.conflicts());
    }
    Bandwidth bandwidth = new Bandwidth(memory.bytesPerCycle(), true);
    line("    bandwidth: " + Kinds.BANDWIDTH.format(bandwidth));
    line("    width: " + Kinds.WIDTH.format(memory.widthBits()));
    line("    holds: " + MemoriesReader.list(memory.holds()));
  }

  private void weightMemory(WeightMemory memory) {
    line("weight_memory:");
    line("  kind: " + lower(memory.kind()));
    line("  size: " + Kinds.SIZE.format(memory.sizeBytes()));
    line("  bandwidth: " + Kinds.BANDWIDTH.format(new Bandwidth(memory.bytesPerCycle(), true)));
    constant("  energy", Kinds.ENERGY_PER_BYTE, memory.pjPerByte());
  }

  private void dram(DramSpec dram) {
    line("  - name: " + Keys.DRAM_NAME);
    line("    type: " + dram.type());
    if (dram.part().isPresent()) {
      line("    bus: " + Kinds.BITS.format(dram.part().orElseThrow().busBits() * dram.channels()));
      line("    channels: " + dram.channels());
    } else {
      Bandwidth bandwidth = new Bandwidth(dram.bytesPerSecond(), false);
      line("    bandwidth: " + Kinds.BANDWIDTH.format(bandwidth));
      line("    efficiency: " + Kinds.SHARE.format(dram.efficiency()));
    }
    line("    burst: " + Kinds.BURST.format(dram.burstBytes()));
  }

  private void energy(EnergySpec energy, ArraySpec array) {
    line("# Energies belong to the sizes above; delete one to have it looked up again.");
    line("energy:");
    line("  process: " + energy.process());
    line("  mac:");
    for (Map.Entry<String, Constant> mac : energy.macPj().entrySet()) {
      // The others have no unit of their own and cost what they run as.
      if (array.macsPerCycle().containsKey(mac.getKey())) {
        constant("    " + mac.getKey(), Kinds.ENERGY, mac.getValue());
      }
    }
    BiConsumer<String, Constant> perByte = (key, c) -> constant(key, Kinds.ENERGY_PER_BYTE, c);
    constant("  lane", Kinds.ENERGY, energy.lanePj());
    perByte.accept("  local", energy.localPjPerByte());
    perByte.accept("  sram_read", energy.sramReadPjPerByte());
    perByte.accept("  sram_write", energy.sramWritePjPerByte());
    constant("  dram", Kinds.ENERGY_PER_BIT, energy.dramPjPerBit());
    constant("  dram_background", Kinds.POWER, energy.idle().dramWatts());
    constant("  static", Kinds.POWER, energy.staticWatts());
    constant("  static_array", Kinds.POWER, energy.idle().arrayWatts());
    constant("  static_vector", Kinds.POWER, energy.idle().vectorWatts());
    constant("  gating_array", Kinds.SAVING, energy.idle().arrayGating());
    constant("  gating_vector", Kinds.SAVING, energy.idle().vectorGating());
  }

  private void area(AreaSpec area) {
    line("area:");
    constant("  mac", Kinds.AREA, area.macMm2());
    constant("  sram", Kinds.AREA_PER_KIB, area.sramMm2PerKib());
    constant("  fixed", Kinds.AREA, area.fixedMm2());
  }

  private void constant(String key, Kind<Double> kind, Constant constant) {
    String value = kind.format(constant.value());
    boolean isPlain =
        constant.status() == Status.GIVEN && constant.source().equals(EnergyField.GIVEN);
    line(
        isPlain
            ? key + ": " + value
            : key
                + ": {value: "
                + value
                + ", status: "
                + lower(constant.status())
                + ", source: "
                + Quote.whole(constant.source())
                + "}");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
