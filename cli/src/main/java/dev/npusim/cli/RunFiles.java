package dev.npusim.cli;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.json.GraphJson;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.json.ExecutionJson;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.json.SavedRunException;
import dev.npusim.viz.OutputDirectory;
import dev.npusim.viz.Reports;
import dev.npusim.viz.report.ResultJson;
import dev.npusim.viz.report.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The files of {@code --out}: all of them appear, or none. */
final class RunFiles {
  static final String NAMES =
      "result.json, layers.csv, report.html, charts/, trace.json, execution.json.gz";

  /** The name chip.yaml has in messages about a saved run. */
  private static final String SAVED_CHIP = "chip.yaml of the saved run";

  private static final String EXECUTION = "execution.json.gz";

  private RunFiles() {}

  static void write(RunReport report, SavedRun run, Path directory) {
    write(report, run, ImmutableMap.of(), directory);
  }

  /** Another run, in a directory of its own below. */
  record Part(RunReport report, SavedRun run, boolean isDrawn) {}

  /**
   * @param parts by the name of their directory; what is not drawn has result.json and its log only
   */
  static void write(
      RunReport report, SavedRun run, ImmutableMap<String, Part> parts, Path directory) {
    OutputDirectory.open(directory)
        .write(
            staging -> {
              // Event logs are compressed while charts are drawn.
              CompletableFuture<Void> log =
                  CompletableFuture.runAsync(
                      () -> writeLog(published(run, report), staging.resolve(EXECUTION)));
              Reports.writeAll(report, staging);
              join(log);
              for (Map.Entry<String, Part> part : parts.entrySet()) {
                write(part.getValue(), Files.createDirectory(staging.resolve(part.getKey())));
              }
            });
  }

  private static void write(Part part, Path directory) throws IOException {
    if (part.isDrawn()) {
      Reports.writeAll(part.report(), directory);
    } else {
      try (Writer out = Files.newBufferedWriter(directory.resolve("result.json"))) {
        ResultJson.write(part.report().result(), out);
      }
    }
    json().write(published(part.run(), part.report()), directory.resolve(EXECUTION));
  }

  /**
   * @throws SavedRunException where it is missing or damaged
   */
  static SavedRun readLog(Path directory) {
    Path file = directory.resolve(EXECUTION);
    try {
      return json().read(file);
    } catch (IOException e) {
      throw new SavedRunException(file + " cannot be read: " + Destination.reason(e), e);
    }
  }

  private static SavedRun published(SavedRun run, RunReport report) {
    return run.with(PublishedParts.of(report.result()));
  }

  private static void writeLog(SavedRun run, Path file) {
    try {
      json().write(run, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void join(CompletableFuture<Void> log) throws IOException {
    try {
      log.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw e;
    }
  }

  private static ExecutionJson json() {
    return new ExecutionJson(
        GraphJson::write, GraphJson::read, yaml -> Npus.parse(SAVED_CHIP, yaml, List.of()).npu());
  }
}
