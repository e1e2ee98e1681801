package dev.npusim.cli;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Precision;
import dev.npusim.workloads.LoadOptions;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a model is read: its extents, its precision, what to do with unknown operators. */
final class ModelOptions {
  @Option(
      names = "--dim",
      paramLabel = "NAME=VALUE,...",
      description =
          "Options of a built-in model or a config.json, or extents of an ONNX file's symbolic dimensions"
              + " and what becomes of its batch norms (norms=folded or kept); may be repeated.")
  private List<String> dims = new ArrayList<>();

  @Option(
      names = "--precision",
      paramLabel = "wXaY",
      completionCandidates = Candidates.Precisions.class,
      defaultValue = "w8a8",
      description =
          "Bits of weights and activations: 4, 8 or 16; activations also int16, bf16 or fp8"
              + " (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // has a default
  private String precision;

  @Option(
      names = "--allow-approx",
      description =
          "Costs operators that cannot be costed exactly by their tensors alone, and lists them.")
  private boolean allowApproximations;

  void describe(CommandText text) {
    dims.forEach(dim -> text.add("--dim", dim));
    if (allowApproximations) {
      text.add("--allow-approx");
    }
  }

  Precision precision() {
    try {
      return Precision.parse(precision);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  Map<String, String> extents() {
    return pairs("--dim", dims);
  }

  /** The one model of a command. */
  Workload load(String name) {
    checkUse(List.of(name));
    return load(name, extents());
  }

  /** Refuses what has no effect on any of a command's models. */
  void checkUse(List<String> models) {
    if (allowApproximations && models.stream().noneMatch(Workloads::isOnnx)) {
      throw new UsageException(
          "--allow-approx has no effect with "
              + String.join(" and ", models)
              + ": only ONNX files have operators that are not known exactly");
    }
  }

  /** Another model, or the same with other extents, under the same rules. */
  Workload load(String name, Map<String, String> extents) {
    return Workloads.load(name, new LoadOptions(ImmutableMap.copyOf(extents), allowApproximations));
  }

  /** What an option says that takes {@code NAME=VALUE,...} and may be repeated. */
  static Map<String, String> pairs(String name, List<String> options) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String option : options) {
      for (String pair : option.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0 || equals == pair.length() - 1) {
          throw new UsageException(
              name + " " + option + ": expected NAME=VALUE, such as latent=96");
        }
        String key = pair.substring(0, equals).strip();
        if (values.put(key, pair.substring(equals + 1).strip()) != null) {
          throw new UsageException(name + " " + option + ": " + key + " is given twice");
        }
      }
    }
    return values;
  }
}
