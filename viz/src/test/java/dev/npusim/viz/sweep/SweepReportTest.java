package dev.npusim.viz.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.viz.Reports;
import dev.npusim.viz.html.SweepPage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepReportTest {
  @TempDir Path directory;

  private static SweepReport report(String... vary) {
    return SampleSweeps.of(vary);
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
    // The library is a megabyte of it.
    assertThat(page.length()).isLessThan(2_000_000);
    assertThat(page).doesNotContain("all are in sweep.csv").doesNotContain("<b>net</b>");
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
