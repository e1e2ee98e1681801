package dev.npusim.viz.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.RunReport;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  private static final String EVIL = "</script><img src=x onerror=alert(1)>\"'&";

  private static String html(RunReport report) throws Exception {
    StringWriter out = new StringWriter();
    HtmlReport.write(report, out);
    return out.toString();
  }

  private static String html(Graph graph) throws Exception {
    StringWriter out = new StringWriter();
    ModelPage.write(Samples.inspect(graph), out);
    return out.toString();
  }

  /** The page without the library and our own script. */
  private static String markup(String html) {
    return html.substring(0, html.indexOf("<script>"));
  }

  @Test
  void needsNoNetwork() throws Exception {
    for (String html : List.of(html(Samples.unet()), html(Samples.unetGraph()))) {
      assertThat(html).hasSizeLessThan(1_500_000).contains("default-src 'none'");
      assertThat(markup(html)).doesNotContain("://").doesNotContain("@import").doesNotContain("{{");
      assertThat(markup(html)).doesNotContainPattern("(?i)\\ssrc\\s*=|href\\s*=\\s*\"?[^#\"]");
      assertThat(html).doesNotContainPattern("(?i)<script[^>]*\\ssrc");
    }
    assertThat(html(Samples.unet()))
        .contains("name: edge-16tops\nclock: 1 GHz")
        .contains("npusim simulate unet --npu edge-16tops");
    assertThat(html(Samples.unetGraph()))
        .contains("npusim inspect unet", "attention fused, gates stored");
  }

  /** Each figure with what kind it is; nothing where a run does not say. */
  @Test
  void saysWhatWouldHelp() throws Exception {
    RunReport report = Samples.unet();
    long cycles = report.execution().cycles();
    String saved =
        String.format(
            java.util.Locale.ROOT, "%.2f %%</b>", 100.0 * (cycles - cycles * 99 / 100) / cycles);
    assertThat(markup(html(report)))
        .contains("<div id=help><h2>What would help</h2>", saved)
        .contains("+1.00 GB/s DRAM", "the same program replayed: " + cycles * 99 / 100 / 1_000_000)
        .contains("+1.00 MiB SRAM", "nothing spilled", "6.00 MiB SRAM</b>", "5.00 MiB at a time");
  }

  @Test
  void isTheSameEveryTime() throws Exception {
    assertThat(html(Samples.tiny())).isEqualTo(html(Samples.tiny()));
    assertThat(html(Samples.tinyGraph())).isEqualTo(html(Samples.tinyGraph()));
  }

  @Test
  void namesCannotBecomeMarkup() throws Exception {
    GraphBuilder builder = new GraphBuilder("evil");
    Value x = builder.input("x", TensorType.rowMajor(4, 8));
    Value first = builder.add(EVIL, EVIL, new Linear(), x, GraphBuilder.parameter("w1", 8, 8));
    Value next = builder.add("next", "", new Linear(), first, GraphBuilder.parameter("w2", 8, 8));
    builder.output(
        builder.add(
            "sum",
            "",
            new dev.npusim.ir.op.Binary(dev.npusim.ir.op.Binary.Function.ADD),
            next,
            first));
    Graph graph = builder.build();
    assertHarmless(html(Samples.report(graph, graph, 1 << 20, EVIL)), "/layers/0/0");
    assertHarmless(html(graph), "/model/layers/0/0");
  }

  private static void assertHarmless(String html, String name) throws Exception {
    assertThat(markup(html)).doesNotContain("<img").contains("&lt;/script&gt;&lt;img src=x");
    int begin = html.indexOf("id=\"data\">") + 10;
    String data = html.substring(begin, html.indexOf("</script>", begin));
    assertThat(JsonMapper.builder().build().readTree(data).at(name).textValue()).isEqualTo(EVIL);
  }
}
