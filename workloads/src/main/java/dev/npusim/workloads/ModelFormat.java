package dev.npusim.workloads;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The formats in which a model may come: by the name of the file, otherwise by how it begins. */
enum ModelFormat {
  ONNX("an ONNX model (.onnx, also gzipped)"),
  CONFIGURATION("a Hugging Face config.json"),
  TOPOLOGY("a SCALE-Sim topology file (.csv)");

  private static final int GLANCE = 512;

  private final String description;

  ModelFormat(String description) {
    this.description = description;
  }

  /**
   * @throws WorkloadException where the file is none of these, with what would do
   */
  static ModelFormat of(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx") || name.endsWith(".onnx.gz")) {
      return ONNX;
    }
    if (name.endsWith(".json")) {
      return CONFIGURATION;
    }
    if (name.endsWith(".csv")) {
      return TOPOLOGY;
    }
    byte[] begin = begin(file);
    String text = new String(begin, StandardCharsets.ISO_8859_1).strip();
    if (isBinary(begin)) {
      return ONNX;
    }
    if (text.startsWith("{")) {
      return CONFIGURATION;
    }
    if (text.lines().findFirst().orElse("").contains(",")) {
      return TOPOLOGY;
    }
    throw new WorkloadException(
        file
            + (begin.length == 0 ? " is empty" : " is of no known format")
            + "; accepted are "
            + formats());
  }

  private static String formats() {
    return ONNX.description + ", " + CONFIGURATION.description + " and " + TOPOLOGY.description;
  }

  private static byte[] begin(Path file) {
    if (Files.isDirectory(file)) {
      throw new WorkloadException(
          file + " is not a file but a directory; accepted are " + formats());
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(GLANCE);
    } catch (IOException e) {
      throw new WorkloadException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Protocol buffers and gzip begin with control characters; texts have none. */
  private static boolean isBinary(byte[] begin) {
    for (byte b : begin) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return true;
      }
    }
    return false;
  }
}
