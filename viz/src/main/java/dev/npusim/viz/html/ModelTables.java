package dev.npusim.viz.html;

import dev.npusim.viz.report.ModelCurve;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.OperatorCoverage;
import dev.npusim.viz.report.Residual;
import dev.npusim.viz.report.Work;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model's tables. */
final class ModelTables {
  /** Rows of the largest table; all are in residuals.csv. */
  private static final int MOST = 500;

  private final ModelReport report;

  ModelTables(ModelReport report) {
    this.report = report;
  }

  String stages() {
    return works("stage", report.stages());
  }

  String classes() {
    return works("operation", report.classes());
  }

  private String works(String what, Map<String, Work> works) {
    List<List<String>> rows = new ArrayList<>();
    works.forEach((name, work) -> rows.add(work(name.isEmpty() ? "(no block)" : name, work)));
    rows.add(work("all", report.total()));
    return Html.table(
        1,
        List.of(
            what,
            "layers",
            "parameters",
            "of all",
            "weights",
            "MACs",
            "of all",
            "MACs of conv and linear",
            "lane operations with softmax",
            "stored results"),
        rows);
  }

  private List<String> work(String name, Work work) {
    return List.of(
        name,
        Integer.toString(work.layers()),
        Units.count(work.parameters()),
        share(work.ownParameters(), report.total().parameters()),
        Units.bytes(work.weightBytes()),
        Units.count(work.macs()),
        share(work.macs(), report.total().macs()),
        Units.count(work.macsConvLinear()),
        Units.count(work.vectorOps()),
        Units.bytes(work.activationBytes()));
  }

  private static String share(long part, long whole) {
    return Units.percent((double) part / whole);
  }

  String peaks() {
    List<List<String>> rows = new ArrayList<>();
    for (ModelCurve curve : report.curves()) {
      if (curve.fusion() == null || report.fusions().contains(curve.fusion())) {
        rows.add(
            List.of(
                curve.quantity().label(),
                curve.fusion() == null ? "any" : curve.fusion().label(),
                report.peakLayer(curve),
                Units.bytes(curve.memory().peak().amount()),
                Units.percent(curve.memory().peak().share())));
      }
    }
    return Html.table(
        3, List.of("curve", "what is fused", "layer", "peak", "operations before it"), rows);
  }

  String residuals() {
    List<List<String>> rows = new ArrayList<>();
    for (Residual residual :
        report.residuals().subList(0, Math.min(MOST, report.residuals().size()))) {
      rows.add(
          List.of(
              residual.name(),
              residual.consumer(),
              residual.kind().name().toLowerCase(Locale.ROOT),
              Units.bytes(residual.bytes()),
              Integer.toString(residual.distance()),
              number(residual.macsPerByte()),
              number(residual.rereadPerByte())));
    }
    String left =
        report.residuals().size() > MOST
            ? "<p>" + (report.residuals().size() - MOST) + " smaller ones are in residuals.csv.</p>"
            : "";
    return Html.table(
            3,
            List.of(
                "tensor",
                "read by",
                "kind",
                "bytes",
                "steps",
                "MACs per byte",
                "weight bytes re-read per byte"),
            rows)
        + left;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : Units.NONE;
  }

  String coverage() {
    OperatorCoverage coverage = report.coverage();
    List<List<String>> rows = new ArrayList<>();
    coverage
        .fates()
        .forEach(
            (fate, operators) ->
                operators.forEach(
                    (operator, count) ->
                        rows.add(List.of(fate, operator, Integer.toString(count)))));
    StringBuilder html =
        new StringBuilder(Html.table(2, List.of("what became of it", "operator", "nodes"), rows));
    for (OperatorCoverage.Approximation each : coverage.approximated()) {
      html.append("<p class=bad>").append(Html.escape(each.text())).append("</p>");
    }
    return html.toString();
  }
}
