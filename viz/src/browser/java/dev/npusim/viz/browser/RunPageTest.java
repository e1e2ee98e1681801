package dev.npusim.viz.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import dev.npusim.viz.html.HtmlReport;
import dev.npusim.viz.report.RunReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The report of a run in a browser. */
class RunPageTest {
  private static final List<String> PER_LAYER =
      List.of("macs", "parameters", "utilization", "cycles", "energy", "traffic");

  @TempDir static Path directory;
  private static Browser browser;
  private static RunReport report;
  private static Path page;

  @BeforeAll
  static void start() throws IOException {
    browser = new Browser();
    report = Samples.unet();
    page = write(report, "unet.html");
  }

  @AfterAll
  static void stop() {
    browser.close();
  }

  static Path write(RunReport report, String name) throws IOException {
    Path file = directory.resolve(name);
    try (Writer out = Files.newBufferedWriter(file)) {
      HtmlReport.write(report, out);
    }
    return file;
  }

  @BeforeEach
  void open() {
    browser.dark(false);
    browser.open(page);
    browser.drawAll();
  }

  @AfterEach
  void noComplaints() {
    assertThat(browser.console()).isEmpty();
  }

  private static int layers() {
    return report.result().layers().size();
  }

  @Test
  void chartsHaveAllTheirPoints() {
    assertThat(browser.number("return Object.keys(npusim.charts).length")).isEqualTo(11);
    for (String chart : PER_LAYER) {
      assertThat(browser.points(chart, "probe")).as(chart).isEqualTo(layers());
    }
    assertThat(browser.points("timeline", "probe")).isEqualTo(1600);
    long working =
        report.result().layers().stream()
            .filter(row -> row.activity().macs() > 0 || row.laneOps() > 0)
            .count();
    long drawn = 0;
    for (String bound : List.of("compute", "dram", "sram", "vector", "overhead")) {
      drawn += browser.points("roofline", bound);
    }
    assertThat(drawn).isEqualTo(working);
    assertThat(browser.points("decisions", "kept"))
        .isEqualTo(
            report.result().tensors().stream()
                .filter(t -> t.kind() == dev.npusim.mapper.TensorDecision.Kind.SKIP)
                .count());
    browser.screenshot("run");
  }

  @Test
  void whatWouldHelpIsInSightBesideTheSummary() {
    String tiles = "document.querySelectorAll('#help .tile')";
    assertThat(browser.number("return " + tiles + ".length")).isEqualTo(3);
    assertThat(
            browser.number(
                "return Math.max.apply(null, [].map.call("
                    + tiles
                    + ", function (t) { return t.scrollWidth - t.clientWidth; }))"))
        .isZero();
    assertThat(browser.text("return " + tiles + "[2].textContent"))
        .contains("<= 6.00 MiB SRAM", "5.00 MiB at a time");
  }

  @Test
  void noPointIsAboveTheRoofs() {
    assertThat(
            browser.text(
                "var d = JSON.parse(document.getElementById('data').textContent), r = d.roof;"
                    + "return d.layers.filter(function (l) { var t = l[17] / d.hertz;"
                    + " return t > 0 && (2 * l[7] / t > r.array * 1.0001 || l[16] / t > r.vector *"
                    + " 1.0001 || (l[10] + l[11]) / t > r.dram * 1.0001); }).map(function (l) {"
                    + " return l[0]; }).join()"))
        .isEmpty();
  }

  @Test
  void aZoomIsFollowedByAllChartsAndTheTable() {
    browser.run(
        "npusim.charts.timeline.dispatchAction({type: 'dataZoom', dataZoomIndex: 0, start: 40, end:"
            + " 60})");
    Browser.await(() -> browser.run("return npusim.view") != null);
    double from = browser.number("return npusim.view[0]");
    double to = browser.number("return npusim.view[1]");
    assertThat(from).isPositive();
    assertThat(to).isLessThan(layers()).isGreaterThan(from);
    browser.run("document.getElementById('energy').scrollIntoView()");
    Browser.await(
        () ->
            Math.abs(
                    browser.number("return npusim.charts.energy.getOption().dataZoom[0].startValue")
                        - from)
                < 1.01);
    assertThat(browser.find("#count").getText())
        .startsWith((int) (to - from) + " of " + layers())
        .contains("zoomed range");
    browser.press("[data-everything]");
    Browser.await(() -> browser.run("return npusim.view") == null);
    assertThat(browser.find("#count").getText()).startsWith(layers() + " of");
    // And the other way round, by keyboard.
    browser.find("#macs").sendKeys("+");
    Browser.await(() -> browser.run("return npusim.view") != null);
    browser.run("document.getElementById('timeline').scrollIntoView()");
    Browser.await(
        () -> browser.number("return npusim.charts.timeline.getOption().dataZoom[0].start") > 1);
  }

  @Test
  void theFilterLeavesRowsThatContainIt() {
    long wanted =
        report.result().layers().stream().filter(row -> row.name().contains("conv1")).count();
    browser.find("#filter").sendKeys("conv1");
    assertThat(browser.find("#count").getText()).startsWith(wanted + " of " + layers());
    assertThat(browser.all("#layer-table tbody tr[data-index]"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row.getText()).contains("conv1"));
  }

  @Test
  void aClickIntoAChartShowsTheLayerEverywhere() {
    int layer = layers() / 2;
    browser.click("cycles", 0, layer + 0.5, 1);
    String name = report.result().layers().get(layer).name();
    assertThat(browser.find("#layer").getText()).contains(name).contains("where they go");
    assertThat(browser.find("#layer-table tr.selected").getText()).contains(name);
    assertThat(
            browser.run(
                "return"
                    + " document.querySelector('#timeline').parentNode.querySelector('.mark.selected').hidden"))
        .isEqualTo(false);
    // Of a lane: the layer that has most of the engine there.
    browser.click("timeline", 1, report.result().totals().latencySeconds() / 3, 0.1);
    assertThat(browser.find("#layer").getText()).doesNotContain("Click into");
    assertThat(
            browser.number(
                "return Number(document.querySelector('#layer-table tr.selected').dataset.index)"))
        .isGreaterThanOrEqualTo(0);
  }

  @Test
  void rowsAreWalkedThroughByKeyboard() {
    browser.run("document.querySelector('#layer-table tr[tabindex=\"0\"]').focus()");
    browser.actions().sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER).perform();
    assertThat(browser.find("#layer").getText()).contains(report.result().layers().get(2).name());
    browser.actions().sendKeys(Keys.END, Keys.ENTER).perform();
    assertThat(browser.find("#layer").getText())
        .contains(report.result().layers().get(layers() - 1).name());
    assertThat(
            browser.run("return document.activeElement.matches('#layer-table tr:focus-visible')"))
        .isEqualTo(true);
  }

  @Test
  void headsSort() {
    browser.press("#layer-table th:nth-child(6) button");
    long most =
        report.result().layers().stream()
            .mapToLong(row -> row.activity().chargedCycles())
            .max()
            .orElseThrow();
    assertThat(
            browser.number(
                "var d = JSON.parse(document.getElementById('data').textContent); return"
                    + " d.layers[document.querySelector('#layer-table"
                    + " tbody tr[data-index]').dataset.index][6]"))
        .isEqualTo(most);
    assertThat(browser.find("#layer-table th[aria-sort]").getText()).contains("cycles");
  }

  @Test
  void tensorsShowWhatEachChoiceCosts() {
    browser.run("document.querySelector('#tensor-table tr[data-index]').click()");
    assertThat(browser.find("#tensor").getText())
        .contains("keep", "spill", "recompute", "fuse", "not hidden");
  }

  @Test
  void blocksAddUpTheirLayers() {
    browser.press("input[value=blocks]");
    Browser.await(() -> browser.number("return npusim.ready") > 0);
    double sum =
        browser.number(
            "return npusim.charts.macs.getOption().series.reduce(function (s, one) { return s +"
                + " one.data.reduce(function (a, b) { return a + b; }, 0); }, 0)");
    assertThat(sum)
        .isEqualTo(report.result().layers().stream().mapToLong(row -> row.activity().macs()).sum());
    browser.press("input[value=layers]");
    Browser.await(() -> browser.points("macs", "probe") == layers());
  }

  @Test
  void nightIsDarkAndPaperIsNot() {
    browser.dark(true);
    browser.open(page);
    browser.drawAll();
    assertThat(browser.text("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(22, 22, 22)");
    assertThat(browser.text("return npusim.charts.macs.getOption().xAxis[0].axisLabel.color"))
        .isEqualTo("#ececec");
    browser.screenshot("run-dark");
    assertThat(browser.print().length).isGreaterThan(50_000);
    // On the screen again.
    browser.drawAll();
    assertThat(browser.text("return npusim.charts.macs.getOption().xAxis[0].axisLabel.color"))
        .isEqualTo("#ececec");
  }

  @Test
  void aNarrowWindowHasNoSidewaysScrolling() {
    browser.size(420, 900);
    browser.open(page);
    browser.drawAll();
    assertThat(browser.number("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(browser.number("return window.innerWidth"));
    browser.screenshot("run-narrow");
    browser.size(1400, 1000);
  }

  @Test
  void everythingIsReachedByTabulator() {
    assertThat(
            browser.number(
                "return [].filter.call(document.querySelectorAll('.chart'), function (c) { return"
                    + " c.tabIndex !== 0 || !c.getAttribute('aria-label'); }).length"))
        .isZero();
    browser.run("document.body.focus()");
    browser.actions().sendKeys(Keys.TAB).perform();
    assertThat(browser.text("return document.activeElement.getAttribute('href')"))
        .isEqualTo("#summary");
    assertThat(browser.text("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
  }
}
