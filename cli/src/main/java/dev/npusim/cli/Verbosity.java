package dev.npusim.cli;

import picocli.CommandLine.Option;

/** How much is printed. */
final class Verbosity {
  @Option(names = "--quiet", description = "Print no summary and no progress.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Print more: timings, and stack traces of errors.")
  private boolean verbose;

  boolean quiet() {
    return quiet;
  }

  boolean verbose() {
    return verbose;
  }
}
