package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.ConventionLines;
import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.TotalLines;
import dev.npusim.viz.report.WaitingTensors;
import java.io.IOException;
import java.io.Writer;

/** {@code report.html} of a run: one file that needs no network. */
public final class HtmlReport {
  private static final int SKIPS_DRAWN = 40;

  private HtmlReport() {}

  public static void write(RunReport report, Writer out) throws IOException {
    Result result = report.result();
    ObjectNode data = ReportData.of(report);
    tensors(data, result);
    data.set("model", ModelData.of(model(report)));
    new Page("report.html", "report.js", data)
        .text("title", result.workload().facts().name() + " on " + report.npu().name())
        .text("version", result.toolVersion())
        .html("hardware", Html.definitions(HardwareLines.of(report)))
        .html("conventions", Html.definitions(ConventionLines.of(result)))
        .html("totals", totals(report))
        .html("fusion", FusionTable.of(result))
        .text(
            "skips",
            WaitingTensors.hasSkips(result) ? "Skips" : "Tensors that wait for a later reader")
        .html("tensors", TensorTable.of(result))
        .html("check", check(result.check()))
        .text("chip", report.hardware().chipYaml())
        .text("command", report.commandLine())
        .write(out);
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

  private static String check(CheckSummary check) {
    StringBuilder html = new StringBuilder();
    if (check.violations() == 0) {
      html.append("<p>An independent replay of ")
          .append(check.events())
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

  private static void tensors(ObjectNode data, Result result) {
    ArrayNode tensors = data.putArray("tensors");
    for (TensorDecision tensor : WaitingTensors.shown(result, SKIPS_DRAWN)) {
      tensors
          .addArray()
          .add(tensor.name())
          .add(tensor.keptBytes())
          .add(tensor.spilledBytes())
          .add(tensor.recomputedBytes())
          .add(tensor.fusedBytes());
    }
  }
}
