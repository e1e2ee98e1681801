package dev.npusim.viz.report;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * {@code layers.csv}: the rows of {@code layers[]} of result.json, nested names joined with dots;
 * loop nests are only there.
 */
public final class LayersCsv {
  private LayersCsv() {}

  public static void write(List<LayerRow> rows, Writer out) throws IOException {
    Csv.write(Iterables.transform(rows, LayerJson::writeFlat), out);
  }
}
