package dev.npusim.viz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.sweep.Constraint;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.viz.Reports;
import dev.npusim.viz.html.SweepPage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of figures that are formulas of the keys. */
class SweepReportTest {
  @TempDir Path directory;

  private static SweepReport report(String... vary) {
    List<SweepKey> keys = new ArrayList<>();
    keys.add(new SweepKey(SweepKey.MODEL, ImmutableList.of("<b>net</b>")));
    for (String option : vary) {
      keys.add(SweepKey.parse(option));
    }
    Grid grid = new Grid(ImmutableList.copyOf(keys));
    Map<Long, Outcome> outcomes = new TreeMap<>();
    for (long place = 0; place < grid.size(); place++) {
      outcomes.put(place, outcome(grid.point(place)));
    }
    return new SweepReport(
        "<b>net</b> on chip",
        SweepResult.of(
            grid,
            outcomes,
            ImmutableList.of(Metric.LATENCY, Metric.AREA),
            ImmutableList.of(Constraint.parse("test", "area <= 1000 mm2"))),
        Sampling.GRID,
        "sram.size",
        ImmutableMap.of("effort", "fast"),
        keys.stream()
            .map(
                key ->
                    key.values().stream()
                        .map(value -> "--set " + key.name() + "=" + value)
                        .collect(ImmutableList.toImmutableList()))
            .collect(ImmutableList.toImmutableList()),
        "npusim simulate net",
        "npusim sweep net",
        "name: chip\n",
        "test");
  }

  private static Outcome outcome(SweepPoint point) {
    double product = 1;
    double sum = 1;
    for (int position : point.positions().asList()) {
      product *= 1 + position;
      sum += 1.37 * position * position;
    }
    if (point.index() % 17 == 3) {
      return Outcome.without(Outcome.Status.INFEASIBLE, "needs, \"more\" than it has");
    }
    ImmutableMap.Builder<Metric, String> figures = ImmutableMap.builder();
    for (Metric measure : Metric.values()) {
      double value =
          switch (measure) {
            case LATENCY -> 0.0123456789 / product;
            case AREA -> sum;
            default -> 1e6 * product / (1 + measure.ordinal());
          };
      figures.put(measure, Double.toString(value));
    }
    return Outcome.of(figures.buildOrThrow());
  }

  private static String page(SweepReport report) throws IOException {
    StringWriter out = new StringWriter();
    SweepPage.write(report, out);
    return out.toString();
  }

  @Test
  void thePageOfManyPointsIsSmall() throws IOException {
    SweepReport report =
        report("sram.size=1MiB..512MiB:x2", "a=1..10:+1", "b=1..10:+1", "c=1..10:+1");
    assertThat(report.result().outcomes()).hasSize(10_000);
    String page = page(report);
    assertThat(page.length()).isLessThan(1_500_000);
    assertThat(page).contains("all are in sweep.csv").doesNotContain("<b>net</b>");
    String kept = System.getProperty("npusim.keep", "");
    if (!kept.isEmpty()) {
      Files.writeString(Path.of(kept), page);
    }
  }

  @Test
  void everyFileIsThere() throws IOException {
    Reports.writeAll(report("sram.size=1MiB..8MiB:x2", "a=1,2,3", "b=x,y"), directory);
    for (String name :
        List.of(
            "sweep.csv",
            "front.csv",
            "report.html",
            "charts/front.png",
            "charts/front.svg",
            "charts/heat_latency.png",
            "charts/heat_area.svg")) {
      assertThat(directory.resolve(name)).isNotEmptyFile();
    }
    assertThat(Files.readString(directory.resolve("charts/heat_latency.svg")))
        .contains("sram.size", "b = x", "b = y", "8MiB", "latency (ms)");
    Reports.writeAll(report("a=1,2,3"), directory);
    assertThat(directory.resolve("charts/lines.png")).isNotEmptyFile();
  }

  @Test
  void rowsHaveReasonsAndQuotes() throws IOException {
    StringWriter out = new StringWriter();
    SweepCsv.write(report("sram.size=1MiB..8MiB:x2").result(), out);
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0))
        .startsWith("point,model,sram.size_bytes,status,reason,front,cycles,latency_s,energy_j");
    assertThat(lines.get(4))
        .startsWith("3,<b>net</b>,8388608,infeasible,\"needs, \"\"more\"\" than it has\",0,,");
    assertThat(lines.get(1)).startsWith("0,<b>net</b>,1048576,ok,,1,").contains(",0.0123456789,");
  }

  @Test
  void aSweepWithoutFiguresIsStillShown() throws IOException {
    SweepReport some = report("a=1,2,3,4");
    SweepReport none =
        new SweepReport(
            some.title(),
            SweepResult.of(
                some.result().grid(),
                Map.of(3L, Outcome.without(Outcome.Status.INVALID, "no such chip")),
                some.result().objectives(),
                some.result().constraints()),
            Sampling.RANDOM,
            some.sramKey(),
            some.facts(),
            some.words(),
            some.command(),
            some.commandLine(),
            some.chipYaml(),
            some.toolVersion());
    assertThat(SweepSummary.render(none, 80))
        .contains("1 of 4 (random sampling), 1 invalid", "no such chip");
    assertThat(page(none)).contains("no such chip");
    Reports.writeAll(none, directory);
    assertThat(directory.resolve("sweep.csv")).isNotEmptyFile();
  }

  @Test
  void theTerminalShowsFrontKneeAndWhatKeysBuy() {
    SweepReport report = report("sram.size=1MiB..8MiB:x2", "a=1,2,3");
    assertThat(SweepSummary.render(report, 100))
        .contains(
            "Pareto front of latency, area",
            "knee",
            "npusim simulate net --set model=<b>net</b> --set sram.size=",
            "Sensitivity",
            "Smallest SRAM that spills nothing",
            "Does more ever cost time?");
  }
}
