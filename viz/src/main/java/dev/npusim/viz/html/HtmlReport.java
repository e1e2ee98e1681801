package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.ConventionLines;
import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.TotalLines;
import dev.npusim.viz.report.WaitingTensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code report.html}: one file that needs no network. The page's policy forbids every request;
 * names from the model reach it as escaped text or as JSON in a data block, never as markup.
 */
public final class HtmlReport {
  private static final String ECHARTS =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.common.min.js";
  private static final int SKIPS_DRAWN = 40;

  private HtmlReport() {}

  public static void write(RunReport report, Writer out) throws IOException {
    String template = resource("report.html");
    Map<String, String> parts = parts(report);
    int at = 0;
    for (int mark = template.indexOf("{{"); mark >= 0; mark = template.indexOf("{{", at)) {
      int end = template.indexOf("}}", mark);
      out.write(template, at, mark - at);
      String part = parts.get(template.substring(mark + 2, end));
      if (part == null) {
        throw new IllegalStateException("report.html: " + template.substring(mark, end + 2));
      }
      out.write(part);
      at = end + 2;
    }
    out.write(template, at, template.length() - at);
  }

  private static Map<String, String> parts(RunReport report) throws IOException {
    Result result = report.result();
    Map<String, String> parts = new LinkedHashMap<>();
    String name = result.workload().facts().name() + " on " + report.npu().name();
    parts.put("title", Html.escape(name));
    parts.put("version", Html.escape(result.toolVersion()));
    parts.put("style", resource("report.css"));
    parts.put("hardware", Html.definitions(HardwareLines.of(report)));
    parts.put("conventions", Html.definitions(ConventionLines.of(result)));
    parts.put("totals", Html.definitions(TotalLines.of(result, report.npu().sram().sizeBytes())));
    parts.put(
        "skips",
        WaitingTensors.hasSkips(result) ? "Skips" : "Tensors that wait for a later reader");
    parts.put("tensors", TensorTable.of(result));
    parts.put("check", check(result.check()));
    parts.put("chip", Html.escape(report.hardware().chipYaml()));
    parts.put("command", Html.escape(report.commandLine()));
    parts.put("data", data(report));
    parts.put("echarts", script(resource(ECHARTS)));
    parts.put("script", script(resource("report.js")));
    return parts;
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

  private static String data(RunReport report) {
    ObjectNode data = ReportData.of(report);
    ArrayNode tensors = data.putArray("tensors");
    for (TensorDecision tensor : WaitingTensors.shown(report.result(), SKIPS_DRAWN)) {
      tensors
          .addArray()
          .add(tensor.name())
          .add(tensor.keptBytes())
          .add(tensor.spilledBytes())
          .add(tensor.recomputedBytes())
          .add(tensor.fusedBytes());
    }
    // Inside a script element only "<" could end it.
    return data.toString().replace("<", "\\u003c");
  }

  private static String script(String code) {
    if (code.contains("</script")) {
      throw new IllegalStateException("a script that ends itself");
    }
    return code;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
