package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.ConventionLines;
import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.TotalLines;
import dev.npusim.viz.report.WaitingTensors;
import dev.npusim.viz.text.Units;
import java.io.IOException;
import java.io.Writer;

/** {@code report.html} of a run: one file that needs no network. */
public final class HtmlReport {
  private HtmlReport() {}

  public static void write(RunReport report, Writer out) throws IOException {
    Result result = report.result();
    ObjectNode data = ReportData.of(report);
    TensorData.put(data, report);
    data.set("model", ModelData.of(model(report)));
    new Page("report.html", "report.js", data)
        .text("title", result.workload().facts().name() + " on " + report.npu().name())
        .text("version", result.toolVersion())
        .text("subtitle", subtitle(report))
        .html("tiles", KeyFigures.of(report))
        .html("help", MarginalTiles.of(result))
        .html("hardware", Html.definitions(HardwareLines.of(report)))
        .html("conventions", Html.definitions(ConventionLines.of(result)))
        .html("totals", totals(report))
        .html("fusion", FusionTable.of(result))
        .text(
            "skips",
            WaitingTensors.hasSkips(result.tensors())
                ? "Skips"
                : "Tensors that wait for a later reader")
        .html("bounds", BoundsTable.bounds(report))
        .html("tried", BoundsTable.tried(report))
        .html("check", ending(result) + check(result.check()))
        .text("chip", report.hardware().chipYaml())
        .text("command", report.commandLine())
        .write(out);
  }

  /** What every figure of the page depends on, in a line. */
  private static String subtitle(RunReport report) {
    Npu npu = report.npu();
    return "%s at %s; %d x %d PEs at %s, %s of SRAM, %s of DRAM; effort %s, 1 MAC = 2 OP."
        .formatted(
            report.result().workload().facts().name(),
            report.result().workload().precision(),
            npu.array().rows(),
            npu.array().columns(),
            Units.hertz(npu.clockHz()),
            Units.bytes(npu.sram().sizeBytes()),
            Units.bandwidth(npu.dram().bytesPerSecond()),
            report.result().options().effort().lower());
  }

  private static String totals(RunReport report) {
    String run = Html.definitions(TotalLines.of(report.result(), report.npu().sram().sizeBytes()));
    return report
        .generation()
        .map(
            text -> Html.definitions(text.lines()) + "<h3>Its last step, as a run alone</h3>" + run)
        .orElse(run);
  }

  /** The model itself, without recomputed copies. */
  private static ModelReport model(RunReport report) {
    Result.Workload workload = report.result().workload();
    return ModelReport.of(
        report.schedule().model(), workload.facts(), ImmutableList.of(), workload.precision());
  }

  private static String ending(Result result) {
    return result.isComplete()
        ? ""
        : "<p class=bad><strong>Ended early</strong>, by the clock or by hand: this is the best"
            + " schedule found until then, and it depends on the machine.</p>";
  }

  private static String check(CheckSummary check) {
    StringBuilder html = new StringBuilder();
    if (check.violations() == 0) {
      html.append("<p>An independent replay of ")
          .append(Units.exact(check.events()))
          .append(" events found no violation and the same totals.</p>");
      return html.toString();
    }
    html.append("<p class=bad><strong>")
        .append(check.violations())
        .append(" violations</strong> in a replay of ")
        .append(check.events())
        .append(" events:</p><ul>");
    check.messages().forEach(m -> html.append("<li>").append(Html.escape(m)).append("</li>"));
    return html.append("</ul>").toString();
  }
}
