package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/**
 * Commands of all tests, one after the other in one process, where they take a tenth of the time of
 * a process each. {@link Npusim} is for what is about how one starts and ends; {@link ProcessIT}
 * sees to it that every command runs in one of its own somewhere.
 */
abstract class SessionTest {
  private static final Session SESSION = new Session();

  /** Where the commands run; every test begins with nothing in it. */
  static final Path directory = SESSION.directory();

  @AfterEach
  void empty() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  static Npusim.Outcome command(List<String> words) {
    return command(words.toArray(String[]::new));
  }

  static Npusim.Outcome command(String... words) {
    return SESSION.run(words);
  }

  /** Runs a simulation that must succeed and returns its result. */
  static JsonNode result(String... arguments) {
    return Npusim.result(SESSION::run, directory, arguments);
  }

  /** The examples where pages name them. */
  static void copyExamples() throws IOException {
    Path to = Files.createDirectory(directory.resolve("examples"));
    try (Stream<Path> files = Files.list(Npusim.ROOT.resolve("examples"))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
