package dev.npusim.viz.report;

import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Area;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.DmaSpec;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A chip in a few lines: what stands before every number that depends on it. */
public final class HardwareLines {
  private HardwareLines() {}

  /** What each line is about, and what it says. */
  public static Map<String, String> of(RunReport report) {
    Map<String, String> lines = of(report.npu(), report.result().workload().macFormat());
    List<String> defaulted = report.hardware().defaulted();
    lines.put("not verified", unverified(report));
    lines.put("area", area(report.npu()));
    lines.put("defaulted", defaulted.isEmpty() ? "nothing" : String.join(", ", defaulted));
    return lines;
  }

  /**
   * The same without what is defaulted.
   *
   * @param format that the MACs run in
   */
  public static Map<String, String> of(Npu npu, String format) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("array", array(npu.array()));
    lines.put("clock", Units.hertz(npu.clockHz()));
    if (npu.cores() > 1) {
      lines.put(
          "cores",
          npu.cores()
              + ", each with array, vector unit and accumulator; they share SRAM, DMA and DRAM");
    }
    double peak = npu.peakMacsPerCycle(format);
    lines.put(
        "peak",
        String.format(
            Locale.ROOT,
            "%s TOPS %s (%s MACs per cycle, 1 MAC = 2 OP)",
            Units.plain(2 * peak * npu.clockHz() / 1e12),
            format,
            Units.plain(peak)));
    for (MemorySpec memory : npu.memories()) {
      lines.put(
          memory.name(),
          Units.bytes(memory.sizeBytes())
              + ", "
              + Units.plain(memory.bytesPerCycle())
              + " B/cycle per port, "
              + memory.banks()
              + (memory.banks() == 1 ? " bank" : " banks")
              + (memory.conflicts()
                  ? ", conflicts leave "
                      + Units.plain(Math.round(100 * memory.portBytesPerCycle()) / 100.0)
                      + " B/cycle"
                  : ""));
    }
    lines.put(
        "DRAM",
        npu.dram().type()
            + ", "
            + Units.bandwidth(npu.dram().bytesPerSecond())
            + " peak, "
            + Units.bandwidth(npu.dram().bytesPerSecond() * npu.dram().efficiency())
            + (npu.dram().part().isPresent()
                ? " for sequential reads, others by their pattern, "
                    + npu.dram().channels()
                    + (npu.dram().channels() == 1 ? " channel" : " channels")
                : " sustained")
            + ", bursts of "
            + npu.dram().burstBytes()
            + " B");
    lines.put(
        "vector unit", npu.vector().lanes() + " lanes" + (npu.cores() > 1 ? " per core" : ""));
    lines.put(
        "DMA",
        npu.dma().channels()
            + " channels, "
            + npu.dma().setupCycles()
            + " cycles set-up"
            + inFlight(npu.dma()));
    npu.weightMemory()
        .ifPresent(
            memory ->
                lines.put(
                    "weight memory",
                    lower(memory.kind())
                        + ", "
                        + Units.bytes(memory.sizeBytes())
                        + ", "
                        + Units.plain(memory.bytesPerCycle())
                        + " B/cycle, "
                        + significant(memory.pjPerByte().value())
                        + " pJ/B"));
    if (npu.layerLaunchCycles() + npu.runLaunchCycles() > 0) {
      lines.put(
          "launches",
          Units.exact(npu.layerLaunchCycles())
              + " cycles per layer, "
              + Units.exact(npu.runLaunchCycles())
              + " per run");
    }
    lines.put("energy", energy(npu.energy(), format));
    lines.put("not verified", unverified(npu.energy(), format));
    return lines;
  }

  private static String inFlight(DmaSpec dma) {
    return (dma.readLatency() + dma.writeLatency() > 0
            ? ", latency " + dma.readLatency() + " read, " + dma.writeLatency() + " write"
            : "")
        + (dma.outstanding() == DmaSpec.UNLIMITED
            ? ""
            : ", " + dma.outstanding() + " bursts in flight")
        + (dma.dimensions() == 1 ? ", one descriptor per run" : "");
  }

  private static String array(ArraySpec array) {
    return array.rows()
        + " x "
        + array.columns()
        + " PEs, "
        + lower(array.timing())
        + ", dataflow "
        + lower(array.dataflow())
        + (array.convolution() == ArraySpec.ConvolutionRows.CHANNELS
            ? ", kernel positions in time"
            : "")
        + (array.weightDoubleBuffer() ? ", shadow weight register" : "")
        + (array.sparsity().isDense() ? "" : ", skips zeros of " + array.sparsity() + " weights")
        + (array.zeroGating() ? ", gates zero activations" : "");
  }

  private static Map<String, Constant> constants(EnergySpec energy, String format) {
    Map<String, Constant> constants = new LinkedHashMap<>();
    Constant mac = energy.macPj().get(format);
    if (mac != null) {
      constants.put("MAC " + format, mac);
    }
    constants.put("lane op", energy.lanePj());
    constants.put("accumulator", energy.localPjPerByte());
    constants.put("SRAM read", energy.sramReadPjPerByte());
    constants.put("SRAM write", energy.sramWritePjPerByte());
    constants.put("DRAM", energy.dramPjPerBit());
    constants.put("static", energy.staticWatts());
    return constants;
  }

  private static String energy(EnergySpec energy, String format) {
    List<String> parts = new ArrayList<>();
    constants(energy, format)
        .forEach((name, c) -> parts.add(name + " " + significant(c.value()) + " " + c.unit()));
    return energy.process() + ": " + String.join(", ", parts);
  }

  private static String unverified(EnergySpec energy, String format) {
    List<String> parts = new ArrayList<>();
    constants(energy, format)
        .forEach(
            (name, constant) -> {
              if (constant.status() == Status.ASSUMPTION) {
                parts.add(name + " (our assumption)");
              } else if (constant.status() == Status.UNVERIFIED) {
                parts.add(name + " (source not verified)");
              }
            });
    return parts.isEmpty() ? "nothing" : "energy of " + String.join(", ", parts);
  }

  /** The same with what each of them decides of the run. */
  private static String unverified(RunReport report) {
    Energy energy = report.result().totals().energy();
    EnergySpec spec = report.npu().energy();
    Map<String, Constant> constants = constants(spec, report.result().workload().macFormat());
    Map<String, Double> joules = new LinkedHashMap<>();
    constants.forEach((name, constant) -> joules.put(name, 0.0));
    joules.put("SRAM read and write", energy.sram());
    String mac = constants.keySet().iterator().next();
    joules.put(mac.startsWith("MAC") ? mac : "MAC", energy.mac());
    joules.put("lane op", energy.vector());
    joules.put("accumulator", energy.local());
    joules.put("DRAM", energy.dram());
    joules.put("static", energy.staticJ());
    // One component, two constants: the weaker of them decides.
    constants.put(
        "SRAM read and write", weaker(spec.sramReadPjPerByte(), spec.sramWritePjPerByte()));
    List<String> parts = new ArrayList<>();
    double sum = 0;
    for (Map.Entry<String, Double> entry : joules.entrySet()) {
      Constant constant = constants.get(entry.getKey());
      if (constant == null || entry.getValue() <= 0) {
        continue;
      }
      boolean isAssumption = constant.status() == Status.ASSUMPTION;
      if (isAssumption || constant.status() == Status.UNVERIFIED) {
        sum += entry.getValue();
        parts.add(
            entry.getKey()
                + (isAssumption ? " (our assumption) " : " (source not verified) ")
                + Units.percent(entry.getValue() / energy.total()));
      }
    }
    return parts.isEmpty()
        ? "nothing"
        : "energy of "
            + String.join(", ", parts)
            + "; together "
            + Units.percent(sum / energy.total())
            + " of this run's energy";
  }

  private static Constant weaker(Constant a, Constant b) {
    return a.status() == Status.ASSUMPTION
            || (a.status() == Status.UNVERIFIED && b.status() != Status.ASSUMPTION)
        ? a
        : b;
  }

  /** Silicon area and its parts. */
  public static String area(Npu npu) {
    Area area = Area.of(npu);
    List<String> parts = new ArrayList<>();
    area.table()
        .forEach(
            (name, constant) -> {
              if (constant != area.total()) {
                parts.add(name + " " + significant(constant.value()));
              }
            });
    return significant(area.total().value())
        + " mm2 at "
        + npu.energy().process()
        + " ("
        + String.join(", ", parts)
        + (npu.area().isPresent()
            ? "): by the chip's own constants"
            : "): modelled parts only, a lower bound (our assumption)");
  }

  private static String significant(double value) {
    return value == 0
        ? "0"
        : new java.math.BigDecimal(value)
            .round(new java.math.MathContext(3))
            .stripTrailingZeros()
            .toPlainString();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
