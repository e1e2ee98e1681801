package dev.npusim.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code npusim} and all that it runs. */
@Command(
    name = "npusim",
    description = "Simulates neural networks on NPUs that you describe in a few lines.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  npusim simulate sd15-unet --npu edge-16tops --out out/",
      "  npusim inspect model.onnx",
      "  npusim map --gemm M=128,N=4096,K=4096 --npu edge-16tops",
      "  npusim list models",
      "",
      "Exit codes: 0 fine, 1 internal error, 2 bad input or usage, 3 does not fit the chip,",
      "4 a check failed."
    })
final class Commands implements Runnable {
  /** What makes each command, by name in the order of the help text; all print to one terminal. */
  private static final ImmutableMap<String, Function<Terminal, Object>> ALL =
      ImmutableMap.<String, Function<Terminal, Object>>builder()
          .put("simulate", SimulateCommand::new)
          .put("schedule", ScheduleCommand::new)
          .put("inspect", InspectCommand::new)
          .put("map", MapCommand::new)
          .put("sweep", SweepCommand::new)
          .put("compare", CompareCommand::new)
          .put("list", ListCommand::new)
          .put("show", ShowCommand::new)
          .put("explain", ExplainCommand::new)
          .put("npus", terminal -> new NpusCommand())
          .put("import", ImportCommand::new)
          .put("check", CheckCommand::new)
          .put("validate", ValidateCommand::new)
          .put("calibrate", CalibrateCommand::new)
          .put("allocate", AllocateCommand::new)
          .put("rematerialize", RematerializeCommand::new)
          .put("plan", PlanCommand::new)
          .put("bench", BenchCommand::new)
          .put("completion", CompletionCommand::new)
          .put("man", ManCommand::new)
          .buildOrThrow();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new UsageException(
        "which command? " + String.join(", ", spec.subcommands().keySet()) + "; see npusim --help");
  }

  static ImmutableSet<String> names() {
    return ALL.keySet();
  }

  /** All commands, as they are parsed. */
  static CommandLine line(Terminal terminal) {
    return line(terminal, "");
  }

  /** With the one command that is named first, or with all: making them takes a while. */
  private static CommandLine line(Terminal terminal, String named) {
    Factory factory = new Factory(terminal);
    CommandLine line = new CommandLine(new Commands(), factory);
    ALL.forEach(
        (name, command) -> {
          // These two speak of all commands.
          boolean all =
              !ALL.containsKey(named) || named.equals("completion") || named.equals("man");
          if (all || name.equals(named)) {
            line.addSubcommand(name, new CommandLine(command.apply(terminal), factory));
          }
        });
    return line.setExpandAtFiles(false);
  }

  /** Runs one command; every failure ends in a message and a code. */
  static int run(Terminal terminal, String... args) {
    Failures failures = new Failures(terminal, Arrays.asList(args).contains("--verbose"));
    try {
      CommandLine line = line(terminal, args.length == 0 ? "" : args[0]);
      line.setUsageHelpAutoWidth(false);
      line.setUsageHelpWidth(Math.max(60, terminal.width()));
      line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
      line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
      line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
      line.setParameterExceptionHandler((e, ignored) -> failures.usage(e));
      line.setExecutionExceptionHandler((e, command, result) -> failures.execution(e));
      return line.execute(args);
    } catch (Throwable e) { // nothing may reach the user as a bare stack trace
      return failures.execution(e);
    }
  }

  /** Makes the commands within commands that print, and what picocli makes by itself. */
  private record Factory(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == NpusDiffCommand.class
          ? type.cast(new NpusDiffCommand(terminal))
          : CommandLine.defaultFactory().create(type);
    }
  }
}
