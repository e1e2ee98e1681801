package dev.npusim.cli;

import java.util.Locale;

/** Shows what is being done, and with {@code --verbose} how long each part took. */
final class Phases {
  private final Terminal terminal;
  private final Verbosity verbosity;
  private String current = "";
  private long begin;

  Phases(Terminal terminal, Verbosity verbosity) {
    this.terminal = terminal;
    this.verbosity = verbosity;
  }

  /** Ends the current part and begins another. */
  void next(String what) {
    end();
    current = what;
    begin = System.nanoTime();
    if (!verbosity.quiet()) {
      terminal.progress(what);
    }
  }

  /** Ends the last part. */
  void end() {
    if (current.isEmpty()) {
      return;
    }
    if (!verbosity.quiet()) {
      terminal.progressDone();
    }
    if (verbosity.verbose()) {
      double seconds = (System.nanoTime() - begin) * 1e-9;
      terminal.err().printf(Locale.ROOT, "%-24s %6.2f s%n", current, seconds);
      terminal.err().flush();
    }
    current = "";
  }
}
