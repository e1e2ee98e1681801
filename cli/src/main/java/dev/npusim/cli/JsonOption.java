package dev.npusim.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a result goes as JSON, beside its text or, on standard output, instead of it. */
final class JsonOption {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the result as JSON, all of it; - is standard output.")
  private @Nullable String json;

  private @Nullable FileOutput output;

  /** Checks that it can be written. */
  void check() {
    output = json == null ? null : FileOutput.of("--json", json);
  }

  /** As given. */
  @Nullable String path() {
    return json;
  }

  /** Whether it is the same as what another option says. */
  boolean names(String other) {
    return json != null && Path.of(json).normalize().equals(Path.of(other).normalize());
  }

  boolean isStandardOutput() {
    return output != null && output.isStandardOutput();
  }

  /** For commands whose {@code --csv} prints on standard output. */
  void refuseBesideCsv() {
    if (isStandardOutput()) {
      throw new UsageException("--csv and --json -: only one document fits standard output");
    }
  }

  /** Writes {@code document} where it is asked for. */
  void write(Terminal terminal, FileOutput.Document document) {
    if (output != null) {
      output.write(terminal, document);
    }
  }
}
