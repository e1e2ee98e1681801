package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code man}: the manual page of a command. */
@Command(
    name = "man",
    description = "Prints the manual page of npusim, or of a command, for man.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "To read a page: npusim man simulate | man -l -",
      "To install all of them: npusim man > npusim.1; npusim man simulate > npusim-simulate.1; ...",
      "",
      "Examples:",
      "  npusim man",
      "  npusim man simulate",
      "  npusim man npus diff"
    })
final class ManCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "COMMAND",
      completionCandidates = Candidates.CommandNames.class,
      arity = "0..*",
      description = "Whose page it is.")
  private List<String> words = new ArrayList<>();

  ManCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandSpec command = spec.root();
    for (String word : words) {
      CommandLine next = command.subcommands().get(word);
      if (next == null) {
        throw new UsageException(
            "man: "
                + command.qualifiedName()
                + " has no command \""
                + word
                + "\""
                + NearestName.hint(word, command.subcommands().keySet()));
      }
      command = next.getCommandSpec();
    }
    terminal.out().print(ManPage.of(command));
    return ExitCode.OK;
  }
}
