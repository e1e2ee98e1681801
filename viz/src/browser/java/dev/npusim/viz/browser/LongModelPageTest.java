package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.viz.Samples;
import dev.npusim.viz.html.HtmlReport;
import dev.npusim.viz.html.ModelPage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of a model of 5,000 layers: they open, and they answer. */
class LongModelPageTest {
  private static final int LAYERS = 5000;

  /** Until everything is drawn, on two busy cores; the target on an idle machine is 2 s. */
  private static final double PATIENCE_MS = 6000;

  /** From a key to a page that shows its effect; on two busy cores. */
  private static final double ANSWER_MS = 1000;

  @TempDir static Path directory;
  private static Browser browser;
  private static Graph graph;

  @BeforeAll
  static void start() {
    browser = new Browser();
    graph = LongModel.of(LAYERS);
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void noComplaints() {
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void theRun() throws IOException {
    assertThat(graph.nodes()).hasSize(LAYERS);
    Path page = directory.resolve("run.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.write(Samples.report(graph, graph, 1 << 20, "long"), out);
    }
    assertThat(browser.openBest(page)).isLessThan(PATIENCE_MS);
    browser.see("macs");
    assertThat(browser.points("macs", "probe")).isEqualTo(LAYERS);
    assertAnswers();
    assertThat(
            milliseconds(
                "npusim.charts.timeline.dispatchAction({type: 'dataZoom', dataZoomIndex: 0, start:"
                    + " 50, end: 51})"))
        .isLessThan(ANSWER_MS);
    browser.screenshot("long-run");
  }

  @Test
  void theModel() throws IOException {
    Path page = directory.resolve("model.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      ModelPage.write(Samples.inspect(graph), out);
    }
    assertThat(browser.openBest(page)).isLessThan(PATIENCE_MS);
    browser.see("parameters");
    assertThat(browser.points("parameters", "probe")).isEqualTo(LAYERS);
    assertAnswers();
    browser.run("document.querySelector('#layer-table tr[data-index=\"3\"]').click()");
    assertThat(browser.find("#layer-table tr.selected").getText()).contains("unit0.out");
    browser.screenshot("long-model");
  }

  private static void assertAnswers() {
    assertThat(browser.all("#layer-table tbody tr").size()).isLessThan(100);
    assertThat(
            milliseconds(
                "var f = document.getElementById('filter'); f.value = 'unit77';"
                    + " f.dispatchEvent(new Event('input'))"))
        .isLessThan(ANSWER_MS);
    // unit77 and unit770 to unit779.
    assertThat(browser.find("#count").getText()).startsWith("55 of " + LAYERS);
    assertThat(
            milliseconds(
                "var f = document.getElementById('filter'); f.value = '';"
                    + " f.dispatchEvent(new Event('input'));"
                    + " document.querySelector('#layer-table th:nth-child(2) button').click()"))
        .isLessThan(ANSWER_MS);
    browser.run("document.querySelector('#layer-table th:nth-child(1) button').click()");
    browser.run("document.querySelector('#layer-table th:nth-child(1) button').click()");
  }

  private static double milliseconds(String script) {
    return browser.number(
        "var begin = performance.now(); " + script + "; return performance.now() - begin");
  }
}
