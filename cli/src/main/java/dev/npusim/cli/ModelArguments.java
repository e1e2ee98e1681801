package dev.npusim.cli;

import dev.npusim.ir.Precision;
import dev.npusim.workloads.TextGeneration;
import dev.npusim.workloads.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which model, with which extents, at which precision. */
final class ModelArguments {
  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = Candidates.Models.class,
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

  /**
   * The model as a generator of text.
   *
   * @throws UsageException where it is none
   */
  TextGeneration generation() {
    options.checkUse(List.of(model));
    Optional<TextGeneration> generation = TextGeneration.of(model, extents());
    if (generation.isEmpty()) {
      // A name that there is not is what has to be said first.
      Workload other = options.load(model, extents());
      throw new UsageException(
          "--prompt and --generate: "
              + other.graph().name()
              + " does not read a prompt and generate text; these do: "
              + String.join(", ", TextGeneration.names())
              + ", and a config.json of such a model");
    }
    return generation.get();
  }

  /** The model itself, and another under the same rules. */
  List<Workload> load(String other, Map<String, String> extents) {
    options.checkUse(List.of(model, other));
    return List.of(options.load(model, options.extents()), options.load(other, extents));
  }
}
