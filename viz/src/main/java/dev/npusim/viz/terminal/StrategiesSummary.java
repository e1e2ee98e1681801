package dev.npusim.viz.terminal;

import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.viz.report.StrategiesJson;
import dev.npusim.viz.report.StrategiesReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;
import java.util.Optional;

/** Strategies side by side for a terminal. */
public final class StrategiesSummary {
  private final StrategiesReport report;
  private final int width;

  private StrategiesSummary(StrategiesReport report, int width) {
    this.report = report;
    this.width = width;
  }

  /** A page of lines of at most {@code width} characters. */
  public static String of(StrategiesReport report, int width) {
    StrategiesSummary summary = new StrategiesSummary(report, width);
    return summary.strategies() + summary.decisions() + summary.marginal();
  }

  private String strategies() {
    Schedule schedule = report.schedule();
    Section section = new Section(report.model() + " on " + report.npu(), width);
    section.entry(
        "asked for",
        "least %s, effort %s, %s, seed %d"
            .formatted(
                report.goal().lower(),
                schedule.options().effort().lower(),
                schedule.options().precision(),
                schedule.options().seed()));
    Table table =
        new Table(width - 2)
            .word("strategy")
            .number("latency")
            .number("energy")
            .number("DRAM")
            .number("spilled")
            .number("MACs added")
            .number("gap")
            .number("plans");
    for (StrategyResult row : report.strategies()) {
      Optional<Schedule.Candidate> best = row.best();
      table.row(
          row.strategy(),
          best.map(b -> Units.seconds(report.seconds(b))).orElse(Units.NONE),
          best.map(b -> Units.joules(b.energyJ())).orElse(Units.NONE),
          best.map(b -> Units.bytes(b.dramBytes())).orElse(Units.NONE),
          best.map(b -> Units.bytes(b.spillBytes())).orElse(Units.NONE),
          best.map(b -> Units.count(b.recomputedMacs())).orElse(Units.NONE),
          best.map(b -> Units.percent(report.gap(b))).orElse(Units.NONE),
          Integer.toString(row.plans()));
    }
    section.table(table);
    Bounds bounds = schedule.bounds();
    section.entry(
        "lower bounds",
        "%s cycles, %s, %s of DRAM traffic; gap: how much more %s than its bound"
            .formatted(
                Units.exact(bounds.cycles()),
                Units.joules(bounds.energyJ()),
                Units.bytes(bounds.dramBytes()),
                report.goal() == Goal.DRAM ? "DRAM traffic" : report.goal().lower()));
    report
        .bestSingle()
        .ifPresent(
            single ->
                section.entry(
                    "gain",
                    "%s less %s than %s, the best single strategy"
                        .formatted(
                            String.format(Locale.ROOT, "%.2f %%", 100 * report.gain()),
                            report.goal().lower(),
                            single.strategy())));
    section.entry(
        "best plan", report.joint().best().map(Schedule.Candidate::description).orElse(""));
    section.entry(
        "search",
        "%d %s built and simulated in %.2f s%s%s"
            .formatted(
                report.joint().plans(),
                report.joint().plans() == 1 ? "plan" : "plans",
                report.seconds(),
                report.isComplete() ? "" : "; it was ended early",
                report.strategies().stream().allMatch(row -> row.best().isPresent())
                    ? ""
                    : "; where there is a dash, no program of this kind fits"));
    return section.toString();
  }

  private String decisions() {
    if (report.schedule().tensors().isEmpty()) {
      return "";
    }
    Section section = new Section("What became of long-lived tensors", width);
    for (TensorDecision.Kind kind : TensorDecision.Kind.values()) {
      String fates = StrategiesJson.fates(report, kind);
      if (!fates.isEmpty()) {
        section.entry(kind.name().toLowerCase(Locale.ROOT), fates);
      }
    }
    section.note(
        "MACs and weight bytes per byte, what keeping, spilling, computing again and fusing cost, and"
            + " why: npusim simulate, or --json.");
    return section.toString();
  }

  private String marginal() {
    if (report.marginal().isEmpty()) {
      return "";
    }
    Section section = new Section("What more would buy", width);
    Table table =
        new Table(width - 2)
            .word("chip")
            .number("latency")
            .number("energy")
            .number("DRAM")
            .number("gain");
    for (StrategiesReport.Marginal each : report.marginal()) {
      Schedule.Candidate best = each.best();
      double before = report.joint().best().map(b -> b.of(report.goal())).orElse(Double.NaN);
      table.row(
          each.change(),
          Units.seconds(report.seconds(best)),
          Units.joules(best.energyJ()),
          Units.bytes(best.dramBytes()),
          String.format(Locale.ROOT, "%.2f %%", 100 * (1 - best.of(report.goal()) / before)));
    }
    section.table(table);
    section.entry(
        "nothing spilled",
        report.spillFreeBytes().isPresent()
            ? "from "
                + Units.bytes(report.spillFreeBytes().getAsLong())
                + " of SRAM on, found by bisection at effort fast"
            : report.isComplete()
                ? "not found up to 1 GiB of SRAM"
                : "not looked for to the end: the search was ended early");
    return section.toString();
  }
}
