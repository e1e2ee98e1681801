package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Commands of {@code map}. */
abstract class MapTest extends SessionTest {
  static Npusim.Outcome run(String commandLine) {
    return command(words(commandLine));
  }

  /** In a process of its own. */
  static Npusim.Outcome process(String commandLine) {
    return new Npusim(directory).run(words(commandLine));
  }

  private static String[] words(String commandLine) {
    return ("map " + commandLine).strip().split(" +");
  }

  static JsonNode json(String commandLine) {
    Npusim.Outcome outcome = run(commandLine + " --quiet --json map.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    return Npusim.json(directory.resolve("map.json"));
  }

  static void rejected(String commandLine, String... words) throws IOException {
    String before = listing();
    Npusim.Outcome outcome = run(commandLine);
    assertThat(outcome.code()).as("%s: %s", commandLine, outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("npusim: ").contains(words).doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).as(outcome.err()).isEqualTo(1);
    assertThat(listing()).as("nothing is written").isEqualTo(before);
  }

  private static String listing() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(Path::toString).sorted().toList().toString();
    }
  }
}
