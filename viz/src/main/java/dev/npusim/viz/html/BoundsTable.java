package dev.npusim.viz.html;

import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.Totals;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a run is from what no schedule undercuts, and what else was tried. */
final class BoundsTable {
  private BoundsTable() {}

  /** A bar's full length is the run's figure; its filled part the bound. */
  static String bounds(RunReport report) {
    Totals totals = report.result().totals();
    double hertz = report.npu().clockHz();
    StringBuilder html =
        new StringBuilder(
            "<p>Proven: no schedule of this model on this chip takes less. Traffic that a too small"
                + " SRAM forces is not part of the bounds.</p><div class=scroll><table><thead><tr>"
                + "<th>figure<th class=n>this run<th class=n>lower bound<th class=n>gap"
                + "<th>bound as a part of the run</tr></thead><tbody>");
    row(
        html,
        "latency",
        Units.seconds(totals.latencySeconds()),
        Units.seconds(totals.lowerBoundCycles() / hertz),
        totals.gap());
    row(
        html,
        "energy",
        Units.joules(totals.energy().total()),
        Units.joules(totals.bounds().energyJ()),
        totals.energyGap());
    row(
        html,
        "DRAM traffic",
        Units.bytes(totals.dramReadBytes() + totals.dramWriteBytes()),
        Units.bytes(totals.bounds().dramBytes()),
        totals.dramGap());
    return html.append("</tbody></table></div>").toString();
  }

  private static void row(StringBuilder html, String what, String run, String bound, double gap) {
    html.append("<tr><td>")
        .append(what)
        .append("<td class=n>")
        .append(Html.escape(run))
        .append("<td class=n>")
        .append(Html.escape(bound))
        .append("<td class=n>")
        .append(Units.percent(gap))
        .append("<td><div class=bullet><i style=\"width:")
        .append(String.format(Locale.ROOT, "%.1f", 100 / (1 + gap)))
        .append("%\"></i></div></tr>");
  }

  /** The best plan of each strategy. */
  static String tried(RunReport report) {
    List<List<String>> rows = new ArrayList<>();
    double hertz = report.npu().clockHz();
    for (StrategyResult strategy : StrategyResult.of(report.schedule())) {
      Optional<Schedule.Candidate> best = strategy.best();
      rows.add(
          List.of(
              strategy.strategy(),
              best.map(Schedule.Candidate::description).orElse("no program of this kind fits"),
              Integer.toString(strategy.plans()),
              best.map(b -> Units.seconds(b.cycles() / hertz)).orElse(Units.NONE),
              best.filter(b -> Double.isFinite(b.energyJ()))
                  .map(b -> Units.joules(b.energyJ()))
                  .orElse(Units.NONE),
              best.map(b -> Units.bytes(b.dramBytes())).orElse(Units.NONE),
              best.map(b -> Units.bytes(b.spillBytes())).orElse(Units.NONE),
              best.map(b -> Units.count(b.recomputedMacs())).orElse(Units.NONE)));
    }
    return "<p>The best plan of each strategy as the simulator measured it; joint is the run that"
        + " this page is about.</p>"
        + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"What was tried\">"
        + Html.table(
            2,
            List.of(
                "strategy",
                "plan",
                "plans",
                "latency",
                "energy",
                "DRAM",
                "spilled",
                "MACs recomputed"),
            rows)
        + "</div>";
  }
}
