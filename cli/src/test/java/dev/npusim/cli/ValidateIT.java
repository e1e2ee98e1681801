package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateIT {
  private static final Path DOCUMENT = Npusim.ROOT.resolve("docs/validate.md");

  @TempDir Path directory;

  private Npusim.Outcome run(String... arguments) {
    return new Npusim(directory).run(arguments);
  }

  @Test
  void everyCommandOfTheDocumentRuns() throws IOException {
    List<List<String>> commands = Fences.commands(DOCUMENT);
    assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
    for (List<String> command : commands) {
      Npusim.Outcome outcome = run(command.toArray(String[]::new));
      assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
      assertThat(outcome.err()).isEmpty();
    }
  }

  @Test
  void theDocumentShowsWhatIsPrinted() throws IOException {
    List<String> shown = Fences.of(DOCUMENT, "text");
    assertThat(shown).hasSize(1);
    assertThat(run("validate").out()).isEqualTo(shown.get(0));
  }

  @Test
  void filesHoldEveryCase() throws IOException {
    assertThat(run("validate", "--quiet", "--out", "out").out()).isEmpty();
    assertThat(directory.resolve("out/charts/validation.png")).isNotEmptyFile();
    assertThat(directory.resolve("out/charts/validation.svg")).isNotEmptyFile();
    JsonNode document = Npusim.json(directory.resolve("out/validate.json"));
    assertThat(document.get("meets").booleanValue()).isTrue();
    int cases = 0;
    for (JsonNode set : document.get("sets")) {
      assertThat(set.get("source")).isNotEmpty();
      for (JsonNode quantity : set.get("quantities")) {
        cases += quantity.get("cases").size();
      }
    }
    List<String> lines = run("validate", "--csv").out().lines().toList();
    assertThat(lines.get(0)).isEqualTo("set,quantity,unit,judged,case,reference,ours,error,cause");
    assertThat(lines).hasSize(cases + 1);
  }

  @Test
  void unknownSetsAndDoubleOutputsAreRefused() {
    Npusim.Outcome unknown = run("validate", "eyeris");
    assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).contains("no reference set", "\"eyeris\"", "did you mean eyeriss?");
    assertThat(unknown.out()).isEmpty();
    Npusim.Outcome two = run("validate", "--csv", "--json", "-");
    assertThat(two.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(two.err()).contains("--csv", "--json -");
    Npusim.Outcome surplus = run("validate", "eyeriss", "scalesim");
    assertThat(surplus.code()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
