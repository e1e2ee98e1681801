package dev.npusim.viz.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.Samples;
import dev.npusim.viz.chart.ComparedBars;
import dev.npusim.viz.chart.ComparisonPictures;
import dev.npusim.viz.chart.PictureFiles;
import dev.npusim.viz.compare.Direction.Verdict;
import dev.npusim.viz.html.RunComparisonPage;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.terminal.RunComparisonSummary;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunComparisonTest {
  private static ComparedRun run(String label, RunReport report) {
    return new ComparedRun(label, label + "/", report.result(), report.npu());
  }

  private static RunComparison different(LayerFigure figure) {
    return RunComparison.of(
        List.of(run("A", Samples.unet()), run("B", Samples.tiny()), run("C", Samples.unet())),
        figure);
  }

  /** So no change of a total is lost between the layers. */
  @ParameterizedTest
  @EnumSource(LayerFigure.class)
  void changesOfLayersAddUpToTheTotals(LayerFigure figure) {
    RunComparison comparison = different(figure);
    ComparedTotal total = comparison.total(figure.total());
    for (int run = 1; run < 3; run++) {
      int other = run - 1;
      double sum =
          comparison.layers().stream()
              .mapToDouble(layer -> layer.deltas().get(other).difference())
              .sum();
      assertThat(sum)
          .isCloseTo(total.deltas().get(other).difference(), within(1e-9 * total.values().get(0)));
    }
    assertThat(comparison.layers()).isSortedAccordingTo(byEffect());
  }

  private static java.util.Comparator<ComparedLayer> byEffect() {
    return java.util.Comparator.comparingDouble(ComparedLayer::effect).reversed();
  }

  @Test
  void layersMatchByNameAndThoseOfOneRunOnlySaySo() {
    RunComparison comparison = different(LayerFigure.LATENCY);
    List<String> unet =
        Samples.unet().result().layers().stream().map(layer -> layer.name()).toList();
    List<String> tiny =
        Samples.tiny().result().layers().stream().map(layer -> layer.name()).toList();
    for (ComparedLayer layer : comparison.layers()) {
      assertThat(layer.isIn(0)).isEqualTo(unet.contains(layer.name()));
      assertThat(layer.isIn(1)).isEqualTo(tiny.contains(layer.name()));
      assertThat(layer.isIn(2)).isEqualTo(layer.isIn(0));
      assertThat(layer.deltas().get(1).difference()).isZero();
    }
    assertThat(comparison.notInAll()).isPositive();
    assertThat(comparison.notes()).anyMatch(note -> note.contains("B runs another model"));
    assertThat(comparison.differences()).extracting(SettingDifference::key).contains("model");
  }

  @Test
  void aRunIsLikeItself() {
    RunComparison comparison =
        RunComparison.of(
            List.of(run("A", Samples.unet()), run("B", Samples.unet())), LayerFigure.ENERGY);
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.notes()).noneMatch(note -> note.contains("another model"));
    assertThat(comparison.totals())
        .allSatisfy(
            total -> {
              assertThat(total.deltas().get(0).difference()).isZero();
              assertThat(total.deltas().get(0).verdict()).isNotIn(Verdict.BETTER, Verdict.WORSE);
            });
    assertThat(RunComparisonSummary.render(comparison, 100, 20))
        .contains("same model, options and chip", "No layer differs.");
    assertThatThrownBy(() -> RunComparison.of(comparison.runs().subList(0, 1), LayerFigure.DRAM))
        .hasMessageContaining("nothing to compare");
  }

  @Test
  void whatIsBetterFollowsTheFigure() {
    assertThat(Delta.of(2, 1, Direction.of(Metric.LATENCY)).verdict()).isEqualTo(Verdict.BETTER);
    assertThat(Delta.of(1, 2, Direction.of(Metric.LATENCY)).verdict()).isEqualTo(Verdict.WORSE);
    assertThat(Delta.of(1, 2, Direction.of(Metric.UTILIZATION)).verdict())
        .isEqualTo(Verdict.BETTER);
    assertThat(Delta.of(1, 2, Direction.of(Metric.SRAM_SIZE)).verdict()).isEqualTo(Verdict.NONE);
    assertThat(Delta.of(2, 1, Direction.LESS).share()).isEqualTo(-0.5);
    assertThat(Delta.of(0, 1, Direction.LESS).share()).isNaN();
    // What sums of doubles lose on their way.
    assertThat(Delta.of(1, 1 + 1e-15, Direction.LESS)).isEqualTo(new Delta(0, 0, Verdict.SAME));
    assertThat(Delta.of(1_000_000_000_0L, 1_000_000_000_1L, Direction.LESS).verdict())
        .isEqualTo(Verdict.WORSE);
  }

  /** Every objective of a sweep is to be small. */
  @Test
  void objectivesAreBetterSmaller() {
    for (Metric metric : Metric.values()) {
      if (metric.isObjective()) {
        assertThat(Direction.of(metric)).isEqualTo(Direction.LESS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void fitsTheWidth(int width) {
    String text = RunComparisonSummary.render(different(LayerFigure.LATENCY), width, 20);
    assertThat(text.lines()).allMatch(line -> line.length() <= width);
    assertThat(text).contains("Totals of B against A", "layers are in one of the two only");
    assertThat(text).doesNotContain("\u001b", "%pt");
    assertThat(different(LayerFigure.LATENCY).differences())
        .allSatisfy(each -> assertThat(text).contains("  " + each.key() + "  "));
  }

  @Test
  void csvAndJsonHaveTheSameNumbers() throws Exception {
    RunComparison comparison = different(LayerFigure.LATENCY);
    StringWriter csv = new StringWriter();
    RunComparisonCsv.write(comparison, csv);
    List<String> lines = csv.toString().lines().toList();
    int rows = Metric.values().length + comparison.layers().size();
    assertThat(lines).hasSize(1 + rows);
    assertThat(lines.get(0))
        .isEqualTo(
            "scope,name,figure,A,B,C,B_difference,B_share,B_verdict,C_difference,C_share,C_verdict");
    JsonNode json = RunComparisonJson.tree(comparison);
    for (int i = 0; i < Metric.values().length; i++) {
      List<String> cells = Splitter.on(',').splitToList(lines.get(1 + i));
      JsonNode total = json.path("totals").get(i);
      assertThat(cells.get(2)).isEqualTo(total.path("name").textValue());
      assertThat(Double.parseDouble(cells.get(4)))
          .isEqualTo(total.path("values").get(1).doubleValue());
      assertThat(cells.get(11))
          .isEqualTo(
              total.path("deltas").get(1).path("verdict").asText("null").replace("null", ""));
    }
    assertThat(json.path("layers")).hasSize(comparison.layers().size());
  }

  @Test
  void chartsAndPageShowTheSameBars() throws Exception {
    RunComparison comparison = different(LayerFigure.ENERGY);
    StringWriter page = new StringWriter();
    RunComparisonPage.write(comparison, "7.8.9", page);
    assertThat(page.toString())
        .contains("B  B/", "not here", "npusim 7.8.9;")
        .containsPattern("MAC utilization.*[+-][0-9.]+ pp")
        .containsPattern("\\+[0-9.]+ %")
        .doesNotContain("{{");
    for (ComparedBars bars :
        List.of(ComparedBars.totals(comparison), ComparedBars.layers(comparison))) {
      assertThat(bars.groups()).isNotEmpty();
      assertThat(bars.groups()).allMatch(group -> group.bars().size() == 2);
      assertThat(bars.groups()).extracting(ComparedBars.Group::name).doesNotHaveDuplicates();
    }
    for (var picture : ComparisonPictures.of(comparison)) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      PictureFiles.png(picture, png);
      assertThat(png.size()).isGreaterThan(10_000);
      StringWriter svg = new StringWriter();
      PictureFiles.svg(picture, svg);
      assertThat(svg.toString()).contains("<svg").contains("B  ");
    }
    assertThat(ImmutableList.copyOf(ComparedBars.colors())).doesNotHaveDuplicates();
  }
}
