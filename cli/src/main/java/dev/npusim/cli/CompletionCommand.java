package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: a script that has a shell complete commands, options and names. */
@Command(
    name = "completion",
    description =
        "Prints a script after which the shell completes commands, options, models and presets.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "In ~/.bashrc: source <(npusim completion bash); in ~/.zshrc, after compinit:",
      "source <(npusim completion zsh).",
      "",
      "Examples:",
      "  npusim completion bash",
      "  npusim completion zsh"
    })
final class CompletionCommand implements Callable<Integer> {
  static final List<String> SHELLS = List.of("bash", "zsh");

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      description = "bash or zsh.",
      completionCandidates = Candidates.Shells.class)
  @SuppressWarnings("NullAway.Init") // set by picocli
  private String shell;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!SHELLS.contains(shell)) {
      throw new UsageException(
          "completion: no script for \"" + shell + "\"" + NearestName.hint(shell, SHELLS));
    }
    CommandSpec root = spec.root();
    // The script is bash's; zsh runs it when its emulation is loaded, which the script does itself.
    terminal.out().println(AutoComplete.bash(root.name(), root.commandLine()));
    return ExitCode.OK;
  }
}
