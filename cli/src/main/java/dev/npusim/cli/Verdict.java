package dev.npusim.cli;

import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Violation;
import java.util.Locale;

/** The outcome of a check as an exit code, violations on standard error. */
final class Verdict {
  private static final int SHOWN = 5;

  private Verdict() {}

  static int print(CheckResult check, Terminal terminal) {
    if (check.passed()) {
      return ExitCode.OK;
    }
    terminal.out().flush();
    terminal
        .err()
        .println(
            "npusim: the replay of "
                + check.events()
                + " events found "
                + check.count()
                + (check.count() == 1 ? " violation:" : " violations:"));
    check.violations().stream().limit(SHOWN).forEach(v -> terminal.err().println("  " + line(v)));
    if (check.count() > SHOWN) {
      terminal.err().println("  and " + (check.count() - SHOWN) + " more");
    }
    return ExitCode.CHECK_FAILED;
  }

  private static String line(Violation violation) {
    return violation.kind().name().toLowerCase(Locale.ROOT) + ": " + violation.message();
  }
}
