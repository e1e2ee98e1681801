package dev.npusim.cli;

import java.io.PrintStream;
import java.util.Properties;

/** Where results, errors and progress go. */
final class Terminal {
  /** Characters per line when nothing is known about the terminal. */
  private static final int DEFAULT_WIDTH = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean color;
  private final int width;
  private final Interruption interruption = new Interruption();

  /**
   * @param properties {@code npusim.progress=true} where standard error is a terminal, and {@code
   *     npusim.width}, its columns; {@code npusim.color=true} where standard output is one that
   *     shows colours and nobody objects; Java cannot find out, the launcher can
   */
  Terminal(PrintStream out, PrintStream err, Properties properties) {
    this.out = out;
    this.err = err;
    this.interactive = Boolean.parseBoolean(properties.getProperty("npusim.progress"));
    this.color = Boolean.parseBoolean(properties.getProperty("npusim.color"));
    String columns = properties.getProperty("npusim.width", "");
    this.width =
        columns.matches("[1-9][0-9]{1,3}")
            ? Math.min(200, Integer.parseInt(columns))
            : DEFAULT_WIDTH;
  }

  PrintStream out() {
    return out;
  }

  /** Prints what is for people, in colours where there are any. */
  void show(String text) {
    out.print(color ? Style.of(text) : text);
  }

  PrintStream err() {
    return err;
  }

  /** What Ctrl-C does. */
  Interruption interruption() {
    return interruption;
  }

  int width() {
    return width;
  }

  /** Says what is being done, on a terminal only; the next line of any kind overwrites it. */
  void progress(String what) {
    if (interactive) {
      err.print("\r\u001b[K" + what + " ...");
      err.flush();
    }
  }

  /** Removes the line of progress. */
  void progressDone() {
    if (interactive) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
