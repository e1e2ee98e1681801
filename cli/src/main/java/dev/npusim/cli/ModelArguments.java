package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model, with which extents, at which precision. */
final class ModelArguments {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "A built-in model (npusim list models), an ONNX file, plain or gzipped, a Hugging Face"
              + " config.json, or a SCALE-Sim topology file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String model;

  @Option(
      names = "--dim",
      paramLabel = "NAME=VALUE,...",
      description =
          "Options of a built-in model or a config.json, or extents of an ONNX file's symbolic dimensions;"
              + " may be repeated.")
  private List<String> dims = new ArrayList<>();

  @Option(
      names = "--precision",
      paramLabel = "wXaY",
      defaultValue = "w8a8",
      description = "Bits of weights and activations: 4, 8 or 16 (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String precision;

  String model() {
    return model;
  }

  List<String> dims() {
    return dims;
  }

  Precision precision() {
    try {
      return Precision.parse(precision);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  Workload load() {
    return Workloads.load(model, parse(dims));
  }

  private static Map<String, String> parse(List<String> options) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String option : options) {
      for (String pair : option.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0 || equals == pair.length() - 1) {
          throw new UsageException("--dim " + option + ": expected NAME=VALUE, such as latent=96");
        }
        String name = pair.substring(0, equals).strip();
        if (values.put(name, pair.substring(equals + 1).strip()) != null) {
          throw new UsageException("--dim " + option + ": " + name + " is given twice");
        }
      }
    }
    return values;
  }
}
