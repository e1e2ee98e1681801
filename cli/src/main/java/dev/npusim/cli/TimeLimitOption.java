package dev.npusim.cli;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a search for a schedule ends although it is not done. */
final class TimeLimitOption {
  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Ends the search after this time, such as 10s, with the best so far; the result then"
              + " depends on the machine. Ctrl-C does the same.")
  private @Nullable String text;

  /**
   * @throws UsageException where it is no time above zero
   */
  void check() {
    nanoseconds();
  }

  private long nanoseconds() {
    return text == null ? Long.MAX_VALUE : Duration.nanoseconds("--time-limit", text);
  }

  /** Says so once the time is up, counted from now, or Ctrl-C was pressed. */
  BooleanSupplier from(Interruption.Watch interrupted) {
    long limit = nanoseconds();
    long begin = System.nanoTime();
    return () -> interrupted.getAsBoolean() || System.nanoTime() - begin >= limit;
  }

  /** Adds it where it was given. */
  void describe(CommandText command) {
    if (text != null) {
      command.add("--time-limit", text);
    }
  }
}
