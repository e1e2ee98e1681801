package dev.npusim.workloads;

import dev.npusim.ir.Excerpt;
import dev.npusim.ir.IrException;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Options;
import dev.npusim.workloads.huggingface.ConfiguredModel;
import dev.npusim.workloads.onnx.OnnxImporter;
import dev.npusim.workloads.scalesim.TopologyFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads models by name or file. */
public final class Workloads {
  private Workloads() {}

  /** With everything costed exactly, or an error. */
  public static Workload load(String nameOrFile, Map<String, String> dims) {
    return load(nameOrFile, LoadOptions.of(dims));
  }

  /**
   * @param nameOrFile a name of the {@link Catalog}, or the path of an ONNX file, plain or gzipped,
   *     a Hugging Face config.json or a SCALE-Sim topology file
   * @throws WorkloadException where there is no such model, or it cannot be loaded
   */
  public static Workload load(String nameOrFile, LoadOptions options) {
    Optional<ModelBuilder> model = builder(nameOrFile);
    if (model.isPresent()) {
      return build(model.get(), options.dims());
    }
    Path file = path(nameOrFile);
    if (!Files.exists(file)) {
      List<String> near = NearestName.ranked(nameOrFile, Catalog.names(), 3);
      throw new WorkloadException(
          "no built-in model and no file is called "
              + Excerpt.quoted(nameOrFile)
              + (near.isEmpty()
                  ? "; built-in: " + String.join(", ", Catalog.names())
                  : "; did you mean " + String.join(" or ", near) + "?"));
    }
    return ModelFormat.of(file) == ModelFormat.TOPOLOGY
        ? TopologyFile.load(file, options.dims())
        : OnnxImporter.load(file, options);
  }

  /** Whether a model has operators that can be approximated: those of ONNX files. */
  public static boolean isOnnx(String nameOrFile) {
    Path file = path(nameOrFile);
    return builder(nameOrFile).isEmpty()
        && (!Files.exists(file) || ModelFormat.of(file) == ModelFormat.ONNX);
  }

  /** The built-in model of that name, or what a config.json describes; empty for anything else. */
  static Optional<ModelBuilder> builder(String nameOrFile) {
    Optional<ModelBuilder> builtIn = Catalog.find(nameOrFile);
    if (builtIn.isPresent()) {
      return builtIn;
    }
    Path file = path(nameOrFile);
    return Files.exists(file) && ModelFormat.of(file) == ModelFormat.CONFIGURATION
        ? Optional.of(ConfiguredModel.of(file))
        : Optional.empty();
  }

  /**
   * Builds a model with the given options.
   *
   * @throws WorkloadException where an option is wrong, or a size too large to count with
   */
  static Workload build(ModelBuilder model, Map<String, String> given) {
    Options options = Options.of(model.name(), model.options(), given);
    try {
      return new Workload(
          model.build(options), model.source() + "; " + options, model.notes(options));
    } catch (IrException e) {
      throw new WorkloadException(
          model.name() + " with " + options + ": " + Excerpt.message("" + e.getMessage()), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(
          model.name() + " with " + options + ": its work is more than 2^63 can count", e);
    }
  }

  private static Path path(String text) {
    if (text.isBlank()) {
      throw new WorkloadException(
          "the name of the model is empty; built-in: " + String.join(", ", Catalog.names()));
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new WorkloadException(
          Excerpt.quoted(text) + " is neither a built-in model nor a file name", e);
    }
  }
}
