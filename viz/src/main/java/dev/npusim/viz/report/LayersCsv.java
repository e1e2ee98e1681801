package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code layers.csv}: the rows of {@code layers[]} of result.json, nested names joined with dots.
 * RFC 4180 quoting, lines end with a line feed, null is an empty cell.
 */
public final class LayersCsv {
  private LayersCsv() {}

  public static void write(List<LayerRow> rows, Writer out) throws IOException {
    boolean header = true;
    for (LayerRow row : rows) {
      Map<String, String> cells = new LinkedHashMap<>();
      flatten("", LayerJson.write(row), cells);
      if (header) {
        out.write(line(List.copyOf(cells.keySet())));
        header = false;
      }
      out.write(line(List.copyOf(cells.values())));
    }
  }

  private static void flatten(String prefix, ObjectNode node, Map<String, String> cells) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue() instanceof ObjectNode child) {
        flatten(name + ".", child, cells);
      } else {
        cells.put(name, field.getValue().isNull() ? "" : field.getValue().asText());
      }
    }
  }

  private static String line(List<String> cells) {
    return cells.stream().map(LayersCsv::quote).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quote(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
