package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.Schedule;
import dev.npusim.npu.hardware.Area;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.OperandWork;
import dev.npusim.npu.simulate.PowerProfile;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a run, named and computed as the totals of {@code result.json} are. Smaller is better
 * for those that can be objectives.
 */
public enum Metric {
  CYCLES("cycles", "cycles", false, s -> s.execution().cycles()),
  LATENCY("latency_s", "latency", true, s -> s.execution().latencySeconds()),
  ENERGY("energy_j", "energy", true, s -> s.execution().energy().total()),
  EDP("edp_js", "edp", true, s -> s.execution().energy().total() * s.execution().latencySeconds()),
  POWER("average_power_w", "power", true, s -> power(s.execution())),
  PEAK_POWER("peak_power_w", "peak_power", true, s -> PowerProfile.of(s.execution()).peakWatts()),
  UTILIZATION(
      "mac_utilization",
      "utilization",
      false,
      s -> OperandWork.of(s.execution()).macUtilization(s.execution())),
  AREA("area_mm2", "area", npu -> Area.of(npu).total().value(), true),
  SRAM_SIZE("sram_bytes", "sram", npu -> npu.sram().sizeBytes(), false),
  PEAK_SRAM("peak_sram_bytes", "peak_sram", true, s -> s.execution().peakSramBytes()),
  DRAM(
      "dram_bytes",
      "dram",
      true,
      s -> Math.addExact(s.execution().dramReadBytes(), s.execution().dramWriteBytes())),
  DRAM_READ("dram_read_bytes", "dram_read", false, s -> s.execution().dramReadBytes()),
  DRAM_WRITE("dram_write_bytes", "dram_write", false, s -> s.execution().dramWriteBytes()),
  SPILL("spill_bytes", "spill", false, s -> spilled(s.execution())),
  RECOMPUTED("recomputed_macs", "recomputed", false, s -> s.execution().recomputedMacs()),
  ENERGY_MAC("energy_mac_j", "mac energy", false, s -> s.execution().energy().mac()),
  ENERGY_VECTOR("energy_vector_j", "vector energy", false, s -> s.execution().energy().vector()),
  ENERGY_LOCAL("energy_local_j", "local energy", false, s -> s.execution().energy().local()),
  ENERGY_SRAM("energy_sram_j", "SRAM energy", false, s -> s.execution().energy().sram()),
  ENERGY_DRAM("energy_dram_j", "DRAM energy", false, s -> s.execution().energy().dram()),
  ENERGY_STATIC("energy_static_j", "static energy", false, s -> s.execution().energy().staticJ()),
  STALL_DRAM("stall_dram_cycles", "DRAM stalls", false, s -> s.execution().stalls().dram()),
  STALL_SRAM("stall_sram_cycles", "SRAM stalls", false, s -> s.execution().stalls().sram()),
  STALL_VECTOR("stall_vector_cycles", "vector stalls", false, s -> s.execution().stalls().vector()),
  STALL_DEPENDENCY(
      "stall_dependency_cycles", "other stalls", false, s -> s.execution().stalls().dependency()),
  LOWER_BOUND("lower_bound_cycles", "lower bound", false, s -> s.bounds().cycles());

  private final String column;
  private final String word;
  private final boolean objective;
  private final Function<Schedule, Number> figure;
  private final @Nullable Function<Npu, Number> ofChip;

  Metric(String column, String word, boolean objective, Function<Schedule, Number> figure) {
    this.column = column;
    this.word = word;
    this.objective = objective;
    this.figure = figure;
    this.ofChip = null;
  }

  Metric(String column, String word, Function<Npu, Number> ofChip, boolean objective) {
    this.column = column;
    this.word = word;
    this.objective = objective;
    this.figure = schedule -> ofChip.apply(schedule.execution().npu());
    this.ofChip = ofChip;
  }

  /** The name of its column, with its unit. */
  public String column() {
    return column;
  }

  /** The name that options use. */
  public String word() {
    return word;
  }

  /** Whether less of it is an aim. */
  public boolean isObjective() {
    return objective;
  }

  /** What it is of any run on {@code npu}; empty where that depends on the run. */
  public OptionalDouble of(Npu npu) {
    return ofChip == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(ofChip.apply(npu).doubleValue());
  }

  /** By the name that options use. */
  public static Optional<Metric> of(String word) {
    return Arrays.stream(values()).filter(metric -> metric.word.equals(word)).findFirst();
  }

  /** All figures of a run, as the shortest decimals that are them. */
  public static ImmutableMap<Metric, String> of(Schedule schedule) {
    Map<Metric, String> figures = new EnumMap<>(Metric.class);
    for (Metric metric : values()) {
      figures.put(metric, metric.figure.apply(schedule).toString());
    }
    return ImmutableMap.copyOf(figures);
  }

  private static double power(Execution execution) {
    double seconds = execution.latencySeconds();
    return seconds > 0 ? execution.energy().total() / seconds : 0;
  }

  private static long spilled(Execution execution) {
    return Math.addExact(
        execution.dramBytes().getOrDefault(Traffic.SPILL_WRITE, 0L),
        execution.dramBytes().getOrDefault(Traffic.SPILL_READ, 0L));
  }
}
