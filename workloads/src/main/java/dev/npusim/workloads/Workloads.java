package dev.npusim.workloads;

import dev.npusim.ir.NearestName;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Options;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Loads models by name or file. */
public final class Workloads {
  private Workloads() {}

  /**
   * @param nameOrFile a name of the {@link Catalog}, or the path of an ONNX file, plain or gzipped,
   *     a Hugging Face config.json or a SCALE-Sim topology file
   * @param dims options of a built-in or configured model, or extents for an ONNX file's symbolic
   *     dimensions
   * @throws WorkloadException where there is no such model, or it cannot be loaded
   */
  public static Workload load(String nameOrFile, Map<String, String> dims) {
    Optional<ModelBuilder> builtIn = Catalog.find(nameOrFile);
    if (builtIn.isPresent()) {
      return build(builtIn.get(), dims);
    }
    Path file = path(nameOrFile);
    if (!Files.exists(file)) {
      List<String> near = NearestName.ranked(nameOrFile, Catalog.names(), 3);
      throw new WorkloadException(
          "no built-in model and no file is called \""
              + nameOrFile
              + "\""
              + (near.isEmpty()
                  ? "; built-in: " + String.join(", ", Catalog.names())
                  : "; did you mean " + String.join(" or ", near) + "?"));
    }
    return ModelFormat.of(file).load(file, dims);
  }

  /** Builds a model with the given options. */
  static Workload build(ModelBuilder model, Map<String, String> given) {
    Options options = Options.of(model.name(), model.options(), given);
    return new Workload(
        model.build(options), model.source() + "; " + options, model.notes(options));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new WorkloadException(
          "\"" + text + "\" is neither a built-in model nor a file name", e);
    }
  }
}
