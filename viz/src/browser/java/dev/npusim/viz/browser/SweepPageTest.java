package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.html.SweepPage;
import dev.npusim.viz.sweep.SampleSweeps;
import dev.npusim.viz.sweep.SweepReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The report of a sweep in a browser: 10,000 points of four keys. */
class SweepPageTest {
  /** Until everything is drawn, on two busy cores; a person notices more. */
  private static final double PATIENCE_MS = 5000;

  @TempDir static Path directory;
  private static Browser browser;
  private static SweepReport report;
  private static double ready;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser();
    report = SampleSweeps.of("sram.size=1MiB..512MiB:x2", "a=1..10:+1", "b=1..10:+1", "c=1..10:+1");
    Path page = directory.resolve("sweep.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      SweepPage.write(report, out);
    }
    ready = browser.openBest(page);
    browser.drawAll();
    browser.screenshot("sweep");
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  @AfterEach
  void noComplaints() {
    assertThat(browser.console()).isEmpty();
  }

  private static long good() {
    return report.result().outcomes().values().stream().filter(outcome -> outcome.isOk()).count();
  }

  @Test
  void opensInTime() {
    assertThat(ready).isLessThan(PATIENCE_MS);
  }

  @Test
  void everyPointIsThere() {
    long front = report.result().front().size();
    long knees = report.result().knees().size();
    assertThat(browser.points("front", "front")).isEqualTo(front - knees);
    assertThat(browser.points("front", "knee")).isEqualTo(knees);
    assertThat(browser.points("front", "dominated or excluded")).isEqualTo(good() - front);
    assertThat(browser.points("parallel", "dominated or excluded")).isEqualTo(good() - front);
    assertThat(browser.find("#count").getText()).startsWith("10000 of 10000 points");
  }

  @Test
  void theTableHasOnlyWhatIsInSight() {
    assertThat(browser.all("#point-table tbody tr").size()).isLessThan(100);
    browser.run("document.querySelector('#point-table').parentNode.scrollTop = 1e9");
    Browser.await(
        () ->
            browser.number(
                    "return Math.max.apply(null,"
                        + " [].map.call(document.querySelectorAll('#point-table tr[data-index]'),"
                        + " function (r) { return +r.dataset.index; }))")
                == 9999);
  }

  @Test
  void theFilterFindsReasons() {
    browser.find("#filter").sendKeys("infeasible");
    assertThat(browser.find("#count").getText()).startsWith((10_000 - good()) + " of 10000");
    browser.find("#filter").sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
    assertThat(browser.find("#count").getText()).startsWith("10000 of");
  }

  @Test
  void aClickedPointShowsItsChipAndCommand() {
    long knee = report.result().knees().iterator().next();
    double x = report.outcome(knee).figure(report.shown().get(0));
    double y = report.outcome(knee).figure(report.shown().get(1));
    browser.run("document.querySelector('#point-table tr[data-index]').click()");
    assertThat(browser.find("#point").getText()).contains("Point 0,");
    browser.click("front", 0, x, y);
    assertThat(browser.find("#point").getText())
        .contains("Point " + knee, "knee", "latency", "sram.size")
        .contains(report.command(report.result().grid().point(knee)));
    assertThat(browser.find("#point-table tr.selected td").getText())
        .isEqualTo(Long.toString(knee));
  }

  @Test
  void aRangeOfAnAxisLeavesItsPointsEverywhere() {
    browser.run(
        "npusim.charts.parallel.dispatchAction({type: 'axisAreaSelect', parallelAxisId:"
            + " npusim.charts.parallel.getModel().findComponents({mainType: 'parallelAxis'})[0].id,"
            + " intervals: [[-0.5, 1.5]]})");
    Browser.await(() -> browser.run("return npusim.kept") != null);
    long wanted =
        report.result().outcomes().entrySet().stream()
            .filter(
                entry ->
                    entry.getValue().isOk()
                        && report.result().grid().point(entry.getKey()).positions().get(1) < 2)
            .count();
    assertThat(browser.find("#kept").getText()).startsWith(wanted + " of " + good());
    assertThat(browser.find("#count").getText()).startsWith(wanted + " of 10000");
    browser.drawAll();
    assertThat(
            browser.points("front", "dominated or excluded")
                + browser.points("front", "front")
                + browser.points("front", "knee"))
        .isEqualTo(wanted);
    browser.press("#all");
    Browser.await(() -> browser.run("return npusim.kept") == null);
    browser.drawAll();
  }

  @Test
  void aCellOfTheHeatMapIsTheLeastOverTheOtherKeys() {
    assertThat(
            browser.number("return npusim.charts.heat.getModel().getSeries()[0].getData().count()"))
        .isEqualTo(100);
    browser.click("heat", 0, 9, 9);
    assertThat(browser.find("#point").getText()).contains("512MiB", "npusim simulate net");
  }
}
