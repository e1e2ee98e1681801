package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program as its users run it: a process of its own, started from the jar. */
final class Npusim {
  /** What a process left behind. */
  record Outcome(int code, String out, String err) {}

  static final Path JAR = property("npusim.jar");

  /** The repository. */
  static final Path ROOT = property("npusim.root");

  static final Path MODELS = ROOT.resolve("workloads/src/test/resources/models");

  private final Path directory;

  /**
   * @param directory in which it runs
   */
  Npusim(Path directory) {
    this.directory = directory;
  }

  Outcome run(String... arguments) {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return process(directory, command);
  }

  /** Java with the launcher's flags. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    return command;
  }

  static Outcome process(Path directory, List<String> command) {
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
        return new Outcome(process.exitValue(), text(out), text(err));
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

  /** Runs a simulation that must succeed and returns its result. */
  JsonNode result(String... arguments) {
    Path file = directory.resolve("result-of-test.json");
    List<String> all = new ArrayList<>(List.of("simulate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--quiet", "--json", file.toString()));
    Outcome outcome = run(all.toArray(String[]::new));
    if (outcome.code() != 0) {
      throw new AssertionError(all + " ended with " + outcome);
    }
    return json(file);
  }

  static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String model(String name) {
    return MODELS.resolve(name).toAbsolutePath().normalize().toString();
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static Path property(String name) {
    return Path.of(java.util.Objects.requireNonNull(System.getProperty(name), name));
  }
}
