package dev.npusim.workloads;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reference facts; {@code golden/SOURCES.md} says where they come from. */
public final class Golden {
  private Golden() {}

  /** Rows of a CSV file by column name. */
  public static List<Map<String, String>> csv(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      String[] header = lines.get(0).split(",", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
          row.put(header[i], cells[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path of a model among the test resources. */
  public static Path model(String name) {
    return resource("/models/" + name);
  }

  /** A file or directory among the test resources. */
  public static Path resource(String name) {
    try {
      return Path.of(Golden.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
