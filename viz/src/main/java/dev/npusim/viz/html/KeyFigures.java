package dev.npusim.viz.html;

import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.Totals;
import dev.npusim.viz.text.Units;

/** The few figures that stand above everything else. */
final class KeyFigures {
  private KeyFigures() {}

  static String of(RunReport report) {
    Result result = report.result();
    Totals totals = result.totals();
    long capacity = report.npu().sram().sizeBytes();
    long dram = totals.dramReadBytes() + totals.dramWriteBytes();
    StringBuilder html = new StringBuilder("<div class=tiles>");
    tile(
        html,
        Units.seconds(totals.latencySeconds()),
        "latency, " + Units.percent(totals.gap()) + " above the bound");
    tile(
        html,
        Units.joules(totals.energy().total()),
        "energy, " + Units.watts(totals.averagePowerWatts()) + " on average");
    tile(html, Units.bytes(totals.peakSramBytes()), "peak SRAM of " + Units.bytes(capacity));
    tile(
        html,
        Units.bytes(dram),
        "DRAM traffic, "
            + Units.bandwidth(totals.latencySeconds() > 0 ? dram / totals.latencySeconds() : 0)
            + " on average");
    tile(html, Units.percent(totals.macUtilization()), "MAC utilization");
    tile(
        html,
        result.check().violations() == 0 ? "checked" : result.check().violations() + " violations",
        Units.exact(result.check().events()) + " events replayed");
    return html.append("</div>").toString();
  }

  private static void tile(StringBuilder html, String figure, String what) {
    html.append("<div class=tile><b>")
        .append(Html.escape(figure))
        .append("</b><span>")
        .append(Html.escape(what))
        .append("</span></div>");
  }
}
