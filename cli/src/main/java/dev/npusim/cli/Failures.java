package dev.npusim.cli;

import com.google.common.base.Throwables;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.IrException;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.allocate.AllocationException;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.rematerialize.TaskGraphException;
import dev.npusim.mapper.stepplan.StepGraphException;
import dev.npusim.mapper.sweep.SweepException;
import dev.npusim.npu.calibrate.CalibrationException;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.json.SavedRunException;
import dev.npusim.viz.OutputException;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one message and an exit code. */
final class Failures {
  private final Terminal terminal;
  private final boolean verbose;

  /**
   * @param verbose whether stack traces are wanted
   */
  Failures(Terminal terminal, boolean verbose) {
    this.terminal = terminal;
    this.verbose = verbose;
  }

  /** Arguments that could not be parsed. */
  int usage(ParameterException e) {
    Throwable cause = e.getCause();
    if (cause instanceof UsageException) {
      return report(cause.getMessage(), e, ExitCode.BAD_INPUT);
    }
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched)
            : e.getMessage()
                + "; see "
                + e.getCommandLine().getCommandSpec().qualifiedName()
                + " --help";
    return report(message, e, ExitCode.BAD_INPUT);
  }

  /** Anything that was thrown while a command ran. */
  int execution(Throwable e) {
    if (e instanceof InfeasibleException) {
      return report("does not fit: " + e.getMessage(), e, ExitCode.INFEASIBLE);
    }
    if (isBadInput(e)) {
      return report(e.getMessage(), e, ExitCode.BAD_INPUT);
    }
    if (isOutOfMemory(e)) {
      return report(
          "the model is too large for a heap of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB; allow more, such as NPUSIM_OPTS=-Xmx4g",
          e,
          ExitCode.BAD_INPUT);
    }
    String hint = verbose ? "" : "; this is a bug, --verbose shows where";
    return report("internal error: " + e + hint, e, ExitCode.INTERNAL);
  }

  /** Whether its message says all that a user needs. */
  static boolean isBadInput(Throwable e) {
    return e instanceof UsageException
        || e instanceof HardwareException
        || e instanceof WorkloadException
        || e instanceof IrException
        || e instanceof SavedRunException
        || e instanceof MappingException
        || e instanceof AllocationException
        || e instanceof CalibrationException
        || e instanceof TaskGraphException
        || e instanceof StepGraphException
        || e instanceof SweepException
        || e instanceof OutputException;
  }

  /** Memory grows with the input; threads that ran out of it report so as a cause. */
  private static boolean isOutOfMemory(Throwable e) {
    return Throwables.getCausalChain(e).stream().anyMatch(OutOfMemoryError.class::isInstance);
  }

  private int report(@Nullable String message, Throwable e, int code) {
    terminal.progressDone();
    terminal.out().flush();
    terminal.err().println("npusim: " + Excerpt.line("" + message));
    if (verbose) {
      e.printStackTrace(terminal.err());
    }
    terminal.err().flush();
    return code;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandName();
    String argument = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    if (argument.startsWith("-")) {
      List<String> options = new ArrayList<>();
      for (OptionSpec option : command.getCommandSpec().options()) {
        options.add(option.longestName());
      }
      int equals = argument.indexOf('=');
      String option = equals < 0 ? argument : argument.substring(0, equals);
      return name + " has no option " + option + NearestName.hint(option, options);
    }
    if (!command.getSubcommands().isEmpty()) {
      return "no command is called \""
          + argument
          + "\""
          + NearestName.hint(argument, command.getSubcommands().keySet());
    }
    return name + ": unexpected argument \"" + argument + "\"; see npusim " + name + " --help";
  }
}
