package dev.npusim.viz.terminal;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import dev.npusim.mapper.stepplan.PlanCost;
import dev.npusim.mapper.stepplan.PlanObjective;
import dev.npusim.mapper.stepplan.PlanResult;
import dev.npusim.mapper.stepplan.PlanSensitivity;
import dev.npusim.mapper.stepplan.Recomputation;
import dev.npusim.mapper.stepplan.StepGraph;
import dev.npusim.viz.report.PlanReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan on a cost graph for a terminal. */
public final class PlanSummary {
  /** Rows of the table of gaps, and recomputations above it. */
  private static final int MOST_GAPS = 12;

  private final PlanReport report;
  private final int width;

  private PlanSummary(PlanReport report, int width) {
    this.report = report;
    this.width = width;
  }

  /** A page of lines of at most {@code width} characters. */
  public static String of(PlanReport report, int width) {
    PlanSummary summary = new PlanSummary(report, width);
    return summary.question() + summary.answer() + summary.decisions() + summary.more();
  }

  private String question() {
    StepGraph graph = report.graph();
    Section section = new Section("Plan of " + graph.name(), width);
    section.entry(
        "graph",
        "%,d nodes in the order of the file; %,d tensors may be recomputed"
            .formatted(graph.steps(), graph.candidates().length()));
    section.entry(
        "chip",
        "%s of SRAM, %s, %s TOPS (1 MAC = 2 operations)"
            .formatted(
                bytes(report.chip().sramBytes()),
                Units.bandwidth(report.chip().bytesPerSecond()),
                Units.plain(2 * report.chip().macsPerSecond() / 1e12)));
    section.entry(
        "asked for",
        "least %s; strategy %s, engine %s"
            .formatted(
                report.objective() == PlanObjective.DRAM ? "DRAM bytes" : "latency",
                lower(report.strategy()),
                lower(report.engine())));
    section.entry(
        "model",
        "a step takes the longer of its compute and its DRAM transfers; 40 pJ per DRAM byte, 0.5 pJ"
            + " per MAC; 1 element = 1 B");
    return section.toString();
  }

  private String answer() {
    PlanResult result = report.result();
    PlanCost cost = result.cost();
    Section section = new Section("Result", width);
    section.entry("latency", Units.seconds(cost.latencySeconds()));
    section.entry("energy", Units.joules(cost.energyJ()));
    section.entry("DRAM traffic", bytes(cost.dramBytes()));
    section.entry(
        "peak SRAM",
        bytes(cost.peakSramBytes())
            + ", "
            + Units.percent((double) cost.peakSramBytes() / report.chip().sramBytes()));
    section.entry("proven", proven(result));
    section.entry(
        "at least",
        "%s in any plan: weights once and results; %s: all compute, or these bytes"
            .formatted(
                bytes(PlanSensitivity.compulsoryBytes(report.graph())),
                Units.seconds(PlanSensitivity.leastSeconds(report.graph(), report.chip()))));
    section.entry(
        "search",
        "%,d rows, %,d variables, %,d of them 0 or 1; %,d iterations, %,d nodes"
            .formatted(
                result.effort().rows(),
                result.effort().variables(),
                result.effort().choices(),
                result.effort().iterations(),
                result.effort().nodes()));
    section.entry("checked", "replayed step by step in whole bytes; all figures are the replay's");
    return section.toString();
  }

  private String proven(PlanResult result) {
    String below =
        report.objective() == PlanObjective.DRAM
            ? Units.exact((long) Math.ceil(result.bound())) + " B"
            : String.format(Locale.ROOT, "%,.2f us", result.bound());
    String what =
        report.objective() == PlanObjective.DRAM
            ? ""
            : " (latency and 0.0001 us per uJ, here %,.2f us)".formatted(result.objective());
    return "no plan of this strategy is below "
        + below
        + what
        + "; gap "
        + String.format(Locale.ROOT, "%.3f %%", 100 * result.gap())
        + (result.isComplete() ? "" : "; the search ended early");
  }

  private String decisions() {
    List<PlanReport.Gap> spilled =
        report.gaps().stream()
            .filter(gap -> gap.recomputed() || gap.kept() < gap.bytes())
            .sorted(Comparator.comparingLong((PlanReport.Gap gap) -> gap.kept() - gap.bytes()))
            .toList();
    Section section = new Section("What does not stay", width);
    List<Recomputation> recomputed = report.result().plan().recomputed();
    section.note(
        "%,d of %,d gaps between accesses stay whole in SRAM, %,d end with a recomputation"
            .formatted(
                report.gaps().size() - spilled.size(), report.gaps().size(), recomputed.size()));
    for (Recomputation r : Iterables.limit(recomputed, MOST_GAPS)) {
      section.entry(
          "recompute",
          report.graph().tensorName(r.tensor())
              + " at "
              + report.graph().node(r.step()).name()
              + " by "
              + Lists.reverse(r.chain().asList()).stream()
                  .map(step -> report.graph().node(step).name())
                  .collect(Collectors.joining(", ")));
    }
    if (recomputed.size() > MOST_GAPS) {
      section.note("%,d more; --json has all".formatted(recomputed.size() - MOST_GAPS));
    }
    if (!spilled.isEmpty()) {
      Table table =
          new Table(width - 2)
              .name("tensor")
              .name("from")
              .name("to")
              .number("size")
              .number("kept")
              .word("next use");
      spilled.stream()
          .limit(MOST_GAPS)
          .forEach(
              gap ->
                  table.row(
                      gap.tensor(),
                      gap.from() < 0 ? "the beginning" : name(gap.from()),
                      name(gap.to()),
                      bytes(gap.bytes()),
                      bytes(gap.kept()),
                      gap.decision()));
      section.table(table);
      if (spilled.size() > MOST_GAPS) {
        section.note("%,d more; --json has all".formatted(spilled.size() - MOST_GAPS));
      }
    }
    return section.toString();
  }

  private String name(int step) {
    return report.graph().node(step).name();
  }

  private String more() {
    Section section = new Section("What more would buy", width);
    section.entry(
        "nothing spilled",
        bytes(PlanSensitivity.sramWithoutSpill(report.graph()))
            + " of SRAM keep every tensor until its last use");
    if (report.more().isEmpty()) {
      section.note("--sensitivity plans again with one MiB, GB/s and TOPS more");
      return section.toString();
    }
    Table table =
        new Table(width - 2)
            .word("chip")
            .number("latency")
            .number("energy")
            .number("DRAM traffic")
            .number("gain")
            .number("gap");
    row(table, "as asked", report.result());
    report.more().forEach(row -> row(table, row.change(), row.result()));
    return section.table(table).toString();
  }

  private void row(Table table, String chip, PlanResult result) {
    double before = report.result().objective();
    table.row(
        chip,
        Units.seconds(result.cost().latencySeconds()),
        Units.joules(result.cost().energyJ()),
        bytes(result.cost().dramBytes()),
        String.format(Locale.ROOT, "%.2f %%", 100 * (before - result.objective()) / before),
        String.format(Locale.ROOT, "%.3f %%", 100 * result.gap()));
  }

  private static String bytes(long bytes) {
    return Units.bytes((double) bytes);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
