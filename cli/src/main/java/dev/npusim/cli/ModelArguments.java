package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.workloads.Workload;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
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

  @Mixin private ModelOptions options = new ModelOptions();

  String model() {
    return model;
  }

  void describe(CommandText text) {
    options.describe(text);
  }

  Precision precision() {
    return options.precision();
  }

  Map<String, String> extents() {
    return options.extents();
  }

  Workload load() {
    return options.load(model);
  }

  /** The model itself, and another under the same rules. */
  List<Workload> load(String other, Map<String, String> extents) {
    options.checkUse(List.of(model, other));
    return List.of(options.load(model, options.extents()), options.load(other, extents));
  }
}
