package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Two models side by side as JSON. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /** {@code a}, {@code b}, {@code rows} and {@code classes}, each with the ratio b / a. */
  public static ObjectNode tree(Comparison comparison) {
    ObjectNode node =
        Json.object()
            .put("a", comparison.labelA() + ": " + comparison.a().facts().source())
            .put("b", comparison.labelB() + ": " + comparison.b().facts().source());
    rows(node.putArray("rows"), comparison.rows());
    rows(node.putArray("classes"), comparison.classes());
    return node;
  }

  private static void rows(ArrayNode array, List<Comparison.Row> rows) {
    for (Comparison.Row row : rows) {
      ObjectNode each = array.addObject();
      each.put("name", row.key())
          .put("unit", Json.lower(row.unit()))
          .put("a", row.a())
          .put("b", row.b());
      Json.put(each, "ratio", row.ratio());
    }
  }
}
