package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.Schedule;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.OperandWork;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Stalls;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run in a few lines. */
public final class TotalLines {
  private final Totals totals;
  private final ImmutableList<Schedule.Candidate> candidates;

  private TotalLines(Result result) {
    this.totals = result.totals();
    this.candidates = result.candidates();
  }

  /**
   * @param sramBytes capacity of the SRAM
   */
  public static ImmutableMap<String, String> of(Result result, long sramBytes) {
    ImmutableMap.Builder<String, String> lines = ImmutableMap.builder();
    lines.putAll(new TotalLines(result).lines(sramBytes));
    result
        .repetition()
        .ifPresent(repetition -> lines.put("repeated", repeated(repetition, result.totals())));
    return lines.buildOrThrow();
  }

  private static String repeated(Repetition r, Totals alone) {
    int simulated = r.ends().length();
    return Units.exact(r.count())
        + " times in a row: "
        + Units.seconds(r.cycles() * alone.secondsPerCycle())
        + " ("
        + Units.exact(r.cycles())
        + " cycles), "
        + Units.joules(r.energy().total())
        + "; first "
        + Units.exact(r.firstCycles())
        + " cycles, "
        + Units.joules(alone.energy().total())
        + ", steady "
        + (r.period() == 1 ? Units.exact(r.periodCycles()) : Units.plain(r.steadyCycles()))
        + " cycles, "
        + Units.joules(r.steadyEnergy().total())
        + " each"
        + (r.period() > 1 ? " (repeating every " + r.period() + ")" : "")
        + "; "
        + (r.period() > 0
            ? simulated + " simulated, the rest is the same over again"
            : "all simulated")
        + (r.onceBytes() > 0
            ? "; "
                + Units.bytes(r.onceBytes())
                + " of weights stay in SRAM and are read by the first alone: "
                + Units.bytes(alone.dramReadBytes() - r.onceBytes())
                + " read by each later one"
            : "")
        + ". Every repetition has the same shapes (a cache does not grow), and reads its inputs"
        + " when the results before it are in DRAM";
  }

  private ImmutableMap<String, String> lines(long sramBytes) {
    ImmutableMap.Builder<String, String> lines = ImmutableMap.builder();
    lines.put(
        "latency",
        Units.seconds(totals.latencySeconds()) + " (" + Units.exact(totals.cycles()) + " cycles)");
    lines.put(
        "lower bound",
        Units.exact(totals.lowerBoundCycles())
            + " cycles that no schedule undercuts: gap "
            + Units.percent(totals.gap())
            + "; energy "
            + Units.joules(totals.bounds().energyJ())
            + ": gap "
            + Units.percent(totals.energyGap())
            + "; DRAM "
            + Units.bytes(totals.bounds().dramBytes())
            + ": gap "
            + Units.percent(totals.dramGap()));
    lines.put(
        "energy",
        Units.joules(totals.energy().total())
            + ", "
            + Units.watts(totals.averagePowerWatts())
            + " on average, "
            + Units.watts(totals.power().watts())
            + " at the peak (mean of "
            + Units.exact(totals.power().windowCycles())
            + (totals.power().windowCycles() == 1 ? " cycle)" : " cycles)"));
    lines.put(
        "MAC utilization",
        Units.percent(totals.macUtilization())
            + " = MACs / (peak MACs per cycle x cycles)"
            + (totals.recomputedMacs() > 0
                ? "; " + Units.count(totals.recomputedMacs()) + " recomputed MACs not counted"
                : ""));
    lines.put(
        "peak SRAM",
        Units.bytes(totals.peakSramBytes())
            + " of "
            + Units.bytes(sramBytes)
            + (totals.peakSramLayer().isEmpty() ? "" : ", during " + totals.peakSramLayer()));
    lines.put("DRAM traffic", traffic());
    if (totals.weightMemoryBytes() > 0) {
      lines.put(
          "weight memory",
          Units.bytes(totals.weightMemoryBytes())
              + " read from it instead of DRAM; its energy is part of SRAM's");
    }
    if (totals.launches().cycles() > 0) {
      lines.put(
          "launches",
          Units.exact(totals.launches().cycles())
              + " cycles for the run and "
              + Units.exact(totals.launches().layers())
              + " layers (fused ones counted once), where no wait hides them");
    }
    lines.put("array idle", stalls());
    lines.put("energy by part", energy());
    operands(lines);
    cores(lines);
    return lines.buildOrThrow();
  }

  /** How much the cores gain over the best plan that uses one of them. */
  private void cores(ImmutableMap.Builder<String, String> lines) {
    int most = candidates.stream().mapToInt(Schedule.Candidate::cores).max().orElse(1);
    long alone =
        candidates.stream()
            .filter(candidate -> candidate.cores() == 1 && candidate.cycles() >= 0)
            .mapToLong(Schedule.Candidate::cycles)
            .min()
            .orElse(-1);
    if (most == 1 || alone < 0 || totals.cycles() == 0) {
      return;
    }
    int used =
        candidates.stream()
            .filter(Schedule.Candidate::chosen)
            .mapToInt(Schedule.Candidate::cores)
            .findFirst()
            .orElse(most);
    lines.put(
        "cores",
        used
            + " of "
            + most
            + " used: speed-up "
            + String.format(Locale.ROOT, "%.2f", (double) alone / totals.cycles())
            + " over one of them ("
            + Units.exact(alone)
            + " cycles)");
  }

  private void operands(ImmutableMap.Builder<String, String> lines) {
    OperandWork work = totals.operands();
    if (work.dequantizationLaneOps() > 0) {
      lines.put(
          "dequantization",
          Units.count(work.dequantizationLaneOps())
              + " lane operations widen weights: "
              + share(work.dequantizationCycles(), totals.vectorBusyCycles())
              + " of the vector unit's busy cycles, "
              + Units.joules(work.dequantizationJoules()));
    }
    if (work.executedMacs() != totals.macs()) {
      lines.put(
          "sparse weights",
          Units.count(work.executedMacs())
              + " of "
              + Units.count(totals.macs())
              + " MACs executed: "
              + share(work.executedMacs(), totals.macs()));
    }
    if (work.gatedJoules() > 0) {
      lines.put(
          "zero gating",
          Units.joules(work.gatedJoules())
              + " of MACs not spent, "
              + Units.percent(work.gatedJoules() / (work.gatedJoules() + totals.energy().total()))
              + " of the energy without it; cycles are the same");
    }
  }

  private static String share(long part, long whole) {
    return Units.percent(whole > 0 ? (double) part / whole : 0);
  }

  private String traffic() {
    List<String> parts = new ArrayList<>();
    for (Traffic traffic : Traffic.values()) {
      long bytes = totals.dramBytes().getOrDefault(traffic, 0L);
      if (bytes > 0) {
        parts.add(Json.lower(traffic).replace('_', ' ') + " " + Units.bytes(bytes));
      }
    }
    return Units.bytes(totals.dramReadBytes())
        + " read, "
        + Units.bytes(totals.dramWriteBytes())
        + " written: "
        + String.join(", ", parts);
  }

  private String stalls() {
    Stalls stalls = totals.stalls();
    return "waiting for DRAM "
        + share(stalls.dram())
        + ", SRAM port "
        + share(stalls.sram())
        + ", vector unit "
        + share(stalls.vector())
        + ", own results "
        + share(stalls.dependency())
        + " of all cycles";
  }

  private String share(long cycles) {
    return Units.percent(totals.cycles() > 0 ? (double) cycles / totals.cycles() : 0);
  }

  private String energy() {
    Energy energy = totals.energy();
    return String.join(
        ", ",
        part("MAC", energy.mac()),
        part("vector", energy.vector()),
        part("accumulator", energy.local()),
        part("SRAM", energy.sram()),
        part("DRAM", energy.dram()),
        part("static", energy.staticJ()));
  }

  private String part(String name, double joules) {
    double share = totals.energy().total() > 0 ? joules / totals.energy().total() : 0;
    return name + " " + Units.joules(joules) + " (" + Units.percent(share) + ")";
  }
}
