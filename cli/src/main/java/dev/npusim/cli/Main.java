package dev.npusim.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Entry point of {@code npusim}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its {@link ExitCode}. */
  public static void main(String[] args) {
    // Charts are drawn into images; no display is ever needed.
    System.setProperty("java.awt.headless", "true");
    Terminal terminal =
        new Terminal(
            stream(FileDescriptor.out), stream(FileDescriptor.err), System.getProperties());
    int code = Commands.run(terminal, args);
    terminal.out().flush();
    terminal.err().flush();
    System.exit(code);
  }

  /** UTF-8 whatever the platform's default, and buffered. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
