package dev.npusim.workloads;

import dev.npusim.ir.IrException;
import dev.npusim.workloads.huggingface.ConfiguredModel;
import dev.npusim.workloads.onnx.OnnxImporter;
import dev.npusim.workloads.scalesim.TopologyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The formats in which a model may come: by the name of the file, otherwise by how it begins. */
enum ModelFormat {
  ONNX("an ONNX model (.onnx, also gzipped)") {
    @Override
    Workload load(Path file, Map<String, String> dims) {
      return OnnxImporter.load(file, dims);
    }
  },
  CONFIGURATION("a Hugging Face config.json") {
    @Override
    Workload load(Path file, Map<String, String> dims) {
      try {
        return Workloads.build(ConfiguredModel.of(file), dims);
      } catch (IrException e) {
        throw new WorkloadException(file + ": " + e.getMessage(), e);
      } catch (ArithmeticException e) {
        throw new WorkloadException(file + ": a number in it is too large: " + e.getMessage(), e);
      }
    }
  },
  TOPOLOGY("a SCALE-Sim topology file (.csv)") {
    @Override
    Workload load(Path file, Map<String, String> dims) {
      return TopologyFile.load(file, dims);
    }
  };

  private static final int GLANCE = 512;

  private final String description;

  ModelFormat(String description) {
    this.description = description;
  }

  abstract Workload load(Path file, Map<String, String> dims);

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
