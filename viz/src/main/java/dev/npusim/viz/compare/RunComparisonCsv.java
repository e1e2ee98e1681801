package dev.npusim.viz.compare;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.viz.compare.Direction.Verdict;
import dev.npusim.viz.report.Csv;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A comparison as one table: {@code scope} (total or layer), {@code name}, {@code figure} with its
 * unit, then each run's value, and for all but the first the difference, its share and the verdict.
 */
public final class RunComparisonCsv {
  private RunComparisonCsv() {}

  public static void write(RunComparison comparison, Writer out) throws IOException {
    List<String> header = new ArrayList<>(List.of("scope", "name", "figure"));
    for (ComparedRun run : comparison.runs()) {
      header.add(run.label());
    }
    for (ComparedRun run : comparison.runs().subList(1, comparison.runs().size())) {
      for (String what : List.of("difference", "share", "verdict")) {
        header.add(run.label() + "_" + what);
      }
    }
    out.write(Csv.line(header));
    for (ComparedTotal total : comparison.totals()) {
      out.write(
          Csv.line(
              row("total", "", total.metric().column(), cells(total.values()), total.deltas())));
    }
    String figure = comparison.figure().total().column();
    for (ComparedLayer layer : comparison.layers()) {
      List<String> values = cells(layer.values());
      for (int run = 0; run < values.size(); run++) {
        if (!layer.isIn(run)) {
          values.set(run, "");
        }
      }
      out.write(Csv.line(row("layer", layer.name(), figure, values, layer.deltas())));
    }
  }

  private static List<String> row(
      String scope, String name, String figure, List<String> values, List<Delta> deltas) {
    List<String> cells = new ArrayList<>(List.of(scope, name, figure));
    cells.addAll(values);
    for (Delta delta : deltas) {
      cells.add(cell(delta.difference()));
      cells.add(cell(delta.share()));
      cells.add(
          delta.verdict() == Verdict.NONE ? "" : delta.verdict().name().toLowerCase(Locale.ROOT));
    }
    return cells;
  }

  private static List<String> cells(ImmutableDoubleArray values) {
    return new ArrayList<>(values.asList().stream().map(RunComparisonCsv::cell).toList());
  }

  /** The shortest decimal that is it; empty for a number that does not exist. */
  private static String cell(double value) {
    return Double.isFinite(value)
        ? value == Math.rint(value)
            ? BigDecimal.valueOf(value).toBigInteger().toString()
            : Double.toString(value)
        : "";
  }
}
