package dev.npusim.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code npus}: what can be done with chips alone. */
@Command(
    name = "npus",
    description = "Compares chips.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = NpusDiffCommand.class,
    footer = {"", "Examples:", "  npusim npus diff edge-4tops edge-16tops"})
final class NpusCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new UsageException(
        "npus: which of "
            + String.join(", ", spec.subcommands().keySet())
            + "? see npusim npus"
            + " --help");
  }
}
