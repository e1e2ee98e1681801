package dev.npusim.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    subcommands = {
      SimulateCommand.class,
      ScheduleCommand.class,
      InspectCommand.class,
      MapCommand.class,
      SweepCommand.class,
      CompareCommand.class,
      ListCommand.class,
      ShowCommand.class,
      ExplainCommand.class,
      NpusCommand.class,
      ImportCommand.class,
      CheckCommand.class,
      ValidateCommand.class,
      CalibrateCommand.class,
      AllocateCommand.class,
      RematerializeCommand.class,
      PlanCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      ManCommand.class
    },
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
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new UsageException(
        "which command? " + String.join(", ", spec.subcommands().keySet()) + "; see npusim --help");
  }

  /** All commands, as they are parsed. */
  static CommandLine line(Terminal terminal) {
    return new CommandLine(new Commands(), new Factory(terminal)).setExpandAtFiles(false);
  }

  /** Runs one command; every failure ends in a message and a code. */
  static int run(Terminal terminal, String... args) {
    Failures failures = new Failures(terminal, Arrays.asList(args).contains("--verbose"));
    try {
      CommandLine line = line(terminal);
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

  /** Makes the commands, which all print to the same terminal. */
  private record Factory(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      Object command = null;
      if (type == SimulateCommand.class) {
        command = new SimulateCommand(terminal);
      } else if (type == ScheduleCommand.class) {
        command = new ScheduleCommand(terminal);
      } else if (type == InspectCommand.class) {
        command = new InspectCommand(terminal);
      } else if (type == MapCommand.class) {
        command = new MapCommand(terminal);
      } else if (type == SweepCommand.class) {
        command = new SweepCommand(terminal);
      } else if (type == CompareCommand.class) {
        command = new CompareCommand(terminal);
      } else if (type == ListCommand.class) {
        command = new ListCommand(terminal);
      } else if (type == ShowCommand.class) {
        command = new ShowCommand(terminal);
      } else if (type == ExplainCommand.class) {
        command = new ExplainCommand(terminal);
      } else if (type == NpusDiffCommand.class) {
        command = new NpusDiffCommand(terminal);
      } else if (type == ImportCommand.class) {
        command = new ImportCommand(terminal);
      } else if (type == CheckCommand.class) {
        command = new CheckCommand(terminal);
      } else if (type == ValidateCommand.class) {
        command = new ValidateCommand(terminal);
      } else if (type == CalibrateCommand.class) {
        command = new CalibrateCommand(terminal);
      } else if (type == AllocateCommand.class) {
        command = new AllocateCommand(terminal);
      } else if (type == RematerializeCommand.class) {
        command = new RematerializeCommand(terminal);
      } else if (type == PlanCommand.class) {
        command = new PlanCommand(terminal);
      } else if (type == BenchCommand.class) {
        command = new BenchCommand(terminal);
      } else if (type == CompletionCommand.class) {
        command = new CompletionCommand(terminal);
      } else if (type == ManCommand.class) {
        command = new ManCommand(terminal);
      }
      return command == null ? CommandLine.defaultFactory().create(type) : type.cast(command);
    }
  }
}
