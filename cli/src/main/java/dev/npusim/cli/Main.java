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
    RememberingStream results = new RememberingStream(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(results, false, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(out, err, System.getProperties());
    if (Boolean.getBoolean("npusim.archive")) {
      loadClasses(terminal);
    }
    int code = Commands.run(terminal, args);
    out.flush();
    if (code == ExitCode.OK && results.hasLostBytes()) {
      err.println("npusim: standard output: " + results.reason());
      code = ExitCode.BAD_INPUT;
    }
    err.flush();
    terminal.interruption().end(code);
    System.exit(code);
  }

  /**
   * The launcher has Java keep the classes of one process; those of several commands are wanted.
   */
  private static void loadClasses(Terminal terminal) {
    Commands.run(
        terminal, "simulate", "resnet-50", "--npu", "edge-16tops", "--effort", "fast", "--quiet");
    Commands.run(terminal, "map", "vit-b-16", "--npu", "edge-16tops", "--effort", "fast");
  }
}
