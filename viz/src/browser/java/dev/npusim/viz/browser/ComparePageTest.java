package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import dev.npusim.viz.chart.ComparedBars;
import dev.npusim.viz.compare.ComparedLayer;
import dev.npusim.viz.compare.ComparedRun;
import dev.npusim.viz.compare.LayerFigure;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.html.RunComparisonPage;
import dev.npusim.viz.report.RunReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results side by side in a browser: two models, and one of them twice. */
class ComparePageTest {
  @TempDir static Path directory;
  private static Browser browser;
  private static RunComparison comparison;

  private static ComparedRun run(String label, RunReport report) {
    return new ComparedRun(label, label + "/", report.result(), report.npu());
  }

  private static Path page;

  @BeforeAll
  static void start() throws IOException {
    comparison =
        RunComparison.of(
            List.of(run("A", Samples.unet()), run("B", Samples.tiny()), run("C", Samples.unet())),
            LayerFigure.LATENCY);
    page = directory.resolve("compare.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      RunComparisonPage.write(comparison, "0", out);
    }
    browser = new Browser();
  }

  @BeforeEach
  void open() {
    browser.open(page);
    browser.drawAll();
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void noComplaints() {
    assertThat(browser.console()).isEmpty();
  }

  /** A series per run but the first, a bar per figure or layer. */
  @Test
  void everyRunHasItsBars() {
    long totals = ComparedBars.totals(comparison).groups().size();
    long layers = ComparedBars.layers(comparison).groups().size();
    browser.screenshot("compare");
    assertThat(totals).isGreaterThan(3);
    assertThat(layers).isGreaterThan(3);
    for (String run : List.of("B  B/", "C  C/")) {
      assertThat(browser.points("totals", run)).as(run).isEqualTo(totals);
      assertThat(browser.points("layers", run)).as(run).isEqualTo(layers);
    }
    for (String chart : List.of("totals", "layers")) {
      assertThat(
              browser.number(
                  "return npusim.charts[arguments[0]].getModel().getSeries().length", chart))
          .isEqualTo(2);
    }
  }

  /** C is A again; B differs by what the comparison says. */
  @Test
  void barsAreAsLongAsTheChanges() {
    ComparedBars bars = ComparedBars.layers(comparison);
    String value =
        "return npusim.charts.layers.getModel().getSeries()[arguments[0]].getData()"
            + ".get('x', arguments[1])";
    for (int i = 0; i < bars.groups().size(); i++) {
      assertThat(browser.number(value, 0, i)).isEqualTo(bars.groups().get(i).bars().get(0).value());
      assertThat(browser.number(value, 1, i)).isZero();
    }
  }

  @Test
  void tablesHaveEveryFigureAndLayerInTheOrderOfItsEffect() {
    assertThat(browser.all("#totals-section tbody tr")).hasSameSizeAs(comparison.totals());
    assertThat(browser.all("#layers-section tbody tr")).hasSameSizeAs(comparison.layers());
    assertThat(browser.find("#layers-section tbody tr").getText())
        .startsWith(comparison.layers().get(0).name());
    assertThat(browser.find("#settings tbody").getText()).contains("model");
  }

  /** By the signed change of B, as printed with three digits: gains and losses apart. */
  @Test
  void aHeadSortsByItsColumn() {
    String head = "#layers-section th:nth-child(4) button";
    assertThat(browser.find(head).getText()).isEqualTo("B - A");
    browser.press(head);
    List<Double> falling = changes();
    assertThat(falling).hasSameSizeAs(comparison.layers()).anyMatch(change -> change > 0);
    for (int i = 1; i < falling.size(); i++) {
      double less = falling.get(i);
      assertThat(less).isLessThanOrEqualTo(falling.get(i - 1) + 0.01 * Math.abs(less));
    }
    browser.press(head);
    assertThat(changes().get(0)).isEqualTo(Collections.min(falling));
  }

  /** What B changes of the layers, in the order of their rows. */
  private static List<Double> changes() {
    Map<String, Double> changes = new HashMap<>();
    for (ComparedLayer layer : comparison.layers()) {
      changes.put(layer.name(), layer.deltas().get(0).difference());
    }
    // One question for all rows.
    String names =
        browser.text(
            "return [].map.call(document.querySelectorAll('#layers-section tbody tr'),"
                + " function (row) { return row.cells[0].textContent; }).join('\\n')");
    return names.lines().map(changes::get).toList();
  }

  @Test
  void itFitsAPhoneAndTheNight() {
    browser.size(420, 900);
    browser.dark(true);
    try {
      assertThat(
              browser.number(
                  "return document.documentElement.scrollWidth"
                      + " - document.documentElement.clientWidth"))
          .isZero();
      browser.screenshot("compare-phone-dark");
    } finally {
      browser.dark(false);
      browser.size(1400, 1000);
    }
  }
}
