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
 * JSON objects of one form as CSV, nested names joined with dots. RFC 4180 quoting, lines end with
 * a line feed, null is an empty cell, the elements of an array are joined with {@code x}.
 */
public final class Csv {
  private Csv() {}

  static void write(Iterable<ObjectNode> rows, Writer out) throws IOException {
    boolean header = true;
    for (ObjectNode row : rows) {
      Map<String, String> cells = new LinkedHashMap<>();
      flatten("", row, cells);
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
      JsonNode value = field.getValue();
      if (value instanceof ObjectNode child) {
        flatten(name + ".", child, cells);
      } else if (value.isArray()) {
        cells.put(name, value.valueStream().map(JsonNode::asText).collect(Collectors.joining("x")));
      } else {
        cells.put(name, value.isNull() ? "" : value.asText());
      }
    }
  }

  /** A row, with its line feed. */
  public static String line(List<String> cells) {
    return cells.stream().map(Csv::quote).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quote(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
