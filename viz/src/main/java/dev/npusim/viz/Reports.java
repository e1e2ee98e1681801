package dev.npusim.viz;

import com.google.common.collect.ImmutableMap;
import dev.npusim.viz.chart.ComparisonPictures;
import dev.npusim.viz.chart.Pictures;
import dev.npusim.viz.chart.SweepPictures;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.compare.RunComparisonCsv;
import dev.npusim.viz.compare.RunComparisonJson;
import dev.npusim.viz.html.HtmlReport;
import dev.npusim.viz.html.ModelPage;
import dev.npusim.viz.html.RunComparisonPage;
import dev.npusim.viz.html.SweepPage;
import dev.npusim.viz.report.AttentionJson;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.InspectCsv;
import dev.npusim.viz.report.InspectJson;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.LayersCsv;
import dev.npusim.viz.report.MappingJson;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.report.ModelMapJson;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.ValidationJson;
import dev.npusim.viz.report.ValidationReport;
import dev.npusim.viz.report.VectorJson;
import dev.npusim.viz.report.VectorReport;
import dev.npusim.viz.sweep.SweepCsv;
import dev.npusim.viz.sweep.SweepJson;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.trace.TraceJson;
import java.nio.file.Path;

/** Everything that {@code --out DIR} promises. */
public final class Reports {
  private Reports() {}

  /**
   * Writes result.json, layers.csv, report.html, trace.json and charts/*.png and *.svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(RunReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of(
                "result.json", out -> ResultJson.write(report.result(), out),
                "layers.csv", out -> LayersCsv.write(report.result().layers(), out),
                "report.html", out -> HtmlReport.write(report, out),
                "trace.json", out -> TraceJson.write(report, out))),
        directory);
  }

  /**
   * Writes inspect.json, layers.csv, residuals.csv, report.html and charts/*.png and *.svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(InspectReport report, Path directory) {
    ModelReport model = report.model();
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of(
                "inspect.json", out -> InspectJson.write(report, out),
                "layers.csv", out -> InspectCsv.layers(model, out),
                "residuals.csv", out -> InspectCsv.residuals(model, out),
                "report.html", out -> ModelPage.write(report, out))),
        directory);
  }

  /**
   * Writes map.json and charts/traffic*.png and *.svg, one picture per layer.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(MappingReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of("map.json", out -> MappingJson.write(report, out))),
        directory);
  }

  /**
   * Writes map.json and charts/layers.png and .svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(ModelMapReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of("map.json", out -> ModelMapJson.write(report, out))),
        directory);
  }

  /**
   * Writes map.json and charts/traffic.png and .svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(AttentionReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of("map.json", out -> AttentionJson.write(report, out))),
        directory);
  }

  /**
   * Writes map.json and charts/traffic.png and .svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(VectorReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of("map.json", out -> VectorJson.write(report, out))),
        directory);
  }

  /**
   * Writes validate.json and charts/validation.png and .svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(ValidationReport report, Path directory) {
    write(
        new ReportFiles(
            () -> Pictures.of(report),
            ImmutableMap.of("validate.json", out -> ValidationJson.write(report, out))),
        directory);
  }

  /**
   * Writes sweep.csv, sweep.json, front.csv, report.html and charts/*.png and *.svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(SweepReport report, Path directory) {
    write(
        new ReportFiles(
            () -> SweepPictures.of(report),
            ImmutableMap.of(
                "sweep.csv", out -> SweepCsv.write(report.result(), out),
                "sweep.json", out -> SweepJson.writeAbout(report, out),
                "front.csv", out -> SweepCsv.writeFront(report.result(), out),
                "report.html", out -> SweepPage.write(report, out))),
        directory);
  }

  /**
   * Writes compare.json, compare.csv, compare.html and charts/compare_*.png and *.svg.
   *
   * @throws OutputException where the directory cannot be written to
   */
  public static void writeAll(RunComparison comparison, String version, Path directory) {
    write(
        new ReportFiles(
            () -> ComparisonPictures.of(comparison),
            ImmutableMap.of(
                "compare.html", out -> RunComparisonPage.write(comparison, version, out),
                "compare.json", out -> RunComparisonJson.write(comparison, out),
                "compare.csv", out -> RunComparisonCsv.write(comparison, out))),
        directory);
  }

  private static void write(ReportFiles files, Path directory) {
    OutputDirectory.open(directory).write(files::write);
  }
}
