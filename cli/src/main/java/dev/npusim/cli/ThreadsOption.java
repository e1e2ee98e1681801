package dev.npusim.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many layers of a model are searched at a time. */
final class ThreadsOption {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Layers of a model searched at a time (default: one per processor); no mapping depends on"
              + " it.")
  private @Nullable Integer threads;

  /** At least 1. */
  int count() {
    if (threads != null && threads < 1) {
      throw new UsageException("--threads " + threads + ": expected at least 1");
    }
    return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
