package dev.npusim.viz.report;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.Writer;
import java.util.stream.IntStream;

/** Tables of a model for spreadsheets. */
public final class InspectCsv {
  private InspectCsv() {}

  /** {@code layers.csv}: the rows of {@code layers[]} of inspect.json with their memory curves. */
  public static void layers(ModelReport report, Writer out) throws IOException {
    Csv.write(
        IntStream.range(0, report.graph().nodes().size())
                .mapToObj(id -> InspectJson.row(id, report))
            ::iterator,
        out);
  }

  /** {@code residuals.csv}: the rows of {@code residuals[]} of inspect.json. */
  public static void residuals(ModelReport report, Writer out) throws IOException {
    Csv.write(Iterables.transform(report.residuals(), InspectJson::residual), out);
  }
}
