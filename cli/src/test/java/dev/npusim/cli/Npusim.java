package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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
    return Processes.run(directory, command);
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

  /** Runs a simulation that must succeed and returns its result. */
  JsonNode result(String... arguments) {
    return result(this::run, directory, arguments);
  }

  static JsonNode result(Function<String[], Outcome> program, Path directory, String... arguments) {
    Path file = directory.resolve("result-of-test.json");
    List<String> all = new ArrayList<>(List.of("simulate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--quiet", "--json", file.toString()));
    Outcome outcome = program.apply(all.toArray(String[]::new));
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

  private static Path property(String name) {
    return Path.of(java.util.Objects.requireNonNull(System.getProperty(name), name));
  }
}
