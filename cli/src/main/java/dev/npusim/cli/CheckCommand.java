package dev.npusim.cli;

import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.simulate.Repeater;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code check}: replay a saved run and compare the published numbers with it. */
@Command(
    name = "check",
    description =
        "Replays a saved run from its files alone and compares result.json with the replay.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    footer = {"", "Example:", "  npusim check out/"})
final class CheckCommand implements Callable<Integer> {
  private static final int SHOWN = 5;

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "What simulate --out wrote.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path directory;

  @Mixin private Verbosity verbosity = new Verbosity();

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!Files.isDirectory(directory)) {
      throw new UsageException(
          directory
              + (Files.exists(directory)
                  ? ": a file; expected the directory that simulate --out wrote"
                  : ": there is no such directory"));
    }
    SavedResult result = SavedResult.read(directory.resolve("result.json"));
    SavedRun run = RunFiles.readLog(directory);
    CheckResult check =
        result
            .repetitions()
            .map(
                count ->
                    Checker.check(
                        run.model(),
                        run.execution(),
                        () -> Repeater.repeat(run.execution(), count)))
            .orElseGet(() -> Checker.check(run.model(), run.execution()));
    SavedText text = new SavedText(directory, result.text());
    boolean isText = !result.text().isMissingNode();
    if (check.passed() && isText) {
      check = text.check(run);
    }
    if (!check.passed()) {
      return Verdict.print(check, terminal);
    }
    List<String> differences = new ArrayList<>(result.differences(run));
    differences.addAll(text.differences());
    if (!differences.isEmpty()) {
      terminal.err().println("npusim: result.json contradicts the replayed run:");
      differences.stream().limit(SHOWN).forEach(line -> terminal.err().println("  " + line));
      if (differences.size() > SHOWN) {
        terminal.err().println("  and " + (differences.size() - SHOWN) + " more");
      }
      return ExitCode.CHECK_FAILED;
    }
    if (!verbosity.quiet()) {
      terminal
          .out()
          .println(
              directory
                  + ": "
                  + (run.execution().program().instructions().size() + text.events())
                  + " events replayed without a violation; "
                  + (result.compared() + text.compared())
                  + " values of result.json agree.");
    }
    return ExitCode.OK;
  }
}
