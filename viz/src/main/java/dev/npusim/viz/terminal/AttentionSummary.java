package dev.npusim.viz.terminal;

import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.viz.report.AttentionNestLines;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;

/**
 * An attention's mapping on a terminal: what is assumed, the loop nest, what it moves and costs.
 */
public final class AttentionSummary {
  private AttentionSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(AttentionReport report, int width) {
    int columns = Math.max(60, width);
    MappedAttention mapped = report.mapped();
    StringBuilder text = new StringBuilder();
    text.append(layer(mapped.problem(), columns))
        .append(hardware(report, columns))
        .append(
            new NestSection(AttentionNestLines.of(mapped.problem(), mapped.best()), columns)
                .render())
        .append(new AttentionTrafficSection(mapped.best(), columns).render())
        .append(new AttentionCostSection(mapped, columns).render());
    if (!report.notes().isEmpty()) {
      Section notes = new Section("Notes", columns);
      report.notes().forEach(notes::note);
      text.append(notes);
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static Section layer(AttentionProblem problem, int width) {
    return new Section("Layer: " + problem.name(), width)
        .entry(
            "dims",
            "heads="
                + problem.heads()
                + " kv_heads="
                + problem.kvHeads()
                + " queries="
                + problem.queries()
                + " keys="
                + problem.keys()
                + " dim="
                + problem.headDim()
                + " value_dim="
                + problem.valueDim()
                + (problem.causal() ? ", causal" : ""))
        .entry(
            "work",
            Units.count(problem.macs())
                + " MACs (1 MAC = 2 OP) over the full square of scores, in "
                + problem.format());
  }

  private static Section hardware(AttentionReport report, int width) {
    MappedAttention mapped = report.mapped();
    String name = mapped.npu().name();
    Section section =
        new Section(
            "Assumed hardware: "
                + name
                + (report.hardware().equals(name) ? "" : ", from " + report.hardware()),
            width);
    HardwareLines.of(mapped.npu(), mapped.problem().format()).forEach(section::entry);
    mapped.assumptions().forEach(line -> section.entry("assumed", line));
    return section;
  }
}
