package dev.npusim.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs any program to its end; needs no jar of npusim. */
final class Processes {
  private Processes() {}

  static Npusim.Outcome run(Path directory, List<String> command) {
    try {
      Path out = Files.createTempFile("npusim", ".out");
      Path err = Files.createTempFile("npusim", ".err");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        // The JVM announces these on standard error.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new AssertionError("still running: " + command);
        }
        return new Npusim.Outcome(process.exitValue(), text(out), text(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Runs a program and ends it as Ctrl-C does, once it has said a word; both streams are in {@code
   * out}. The signal is SIGTERM, which Java treats alike: a shell's background jobs, and all they
   * start, ignore SIGINT.
   */
  static Npusim.Outcome interrupted(Path directory, List<String> command, String word)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    StringBuilder said = new StringBuilder();
    while (said.indexOf(word) < 0) {
      int next = process.getInputStream().read();
      if (next < 0) {
        throw new AssertionError(command + " ended before it said " + word + ": " + said);
      }
      said.append((char) next);
    }
    new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
    String rest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Npusim.Outcome(process.waitFor(), rest, "");
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
