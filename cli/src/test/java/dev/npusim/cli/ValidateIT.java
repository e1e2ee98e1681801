package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidateIT extends SessionTest {
  private static final Path DOCUMENT = Npusim.ROOT.resolve("docs/validate.md");

  private Npusim.Outcome run(String... arguments) {
    return command(arguments);
  }

  /**
   * ResNet-50 is scheduled seven times for all sets, so those of the document's commands that run
   * all are one here.
   */
  @Test
  void theDocumentsCommandsPrintAndWriteWhatItSays() throws IOException {
    List<List<String>> commands = Fences.commands(DOCUMENT);
    assertThat(commands)
        .contains(
            List.of("validate"),
            List.of("validate", "--csv"),
            List.of("validate", "--out", "validation/"));
    for (List<String> command : commands) {
      if (command.size() > 1 && !command.get(1).startsWith("--")) {
        Npusim.Outcome outcome = command(command);
        assertThat(outcome.code()).as("%s: %s", command, outcome).isZero();
        assertThat(outcome.err()).isEmpty();
      }
    }
    Npusim.Outcome all = run("validate", "--out", "validation/");
    assertThat(all.code()).as("%s", all).isZero();
    assertThat(all.err()).isEmpty();
    int written = all.out().indexOf("\nWritten to validation/: ");
    assertThat(written).as(all.out()).isPositive();
    assertThat(Fences.of(DOCUMENT, "text")).containsExactly(all.out().substring(0, written));
    assertThat(Files.readString(Npusim.ROOT.resolve("README.md")))
        .contains("```text\n" + errors(all.out()) + "```\n");
    assertThat(directory.resolve("validation/charts/validation.png")).isNotEmptyFile();
    assertThat(directory.resolve("validation/charts/validation.svg")).isNotEmptyFile();
    JsonNode document = Npusim.json(directory.resolve("validation/validate.json"));
    assertThat(document.get("meets").booleanValue()).isTrue();
    assertThat(document.get("worse_than_recorded")).isEmpty();
    for (JsonNode set : document.get("sets")) {
      assertThat(set.get("source")).isNotEmpty();
    }
  }

  /** The section with every quantity. */
  private static String errors(String page) {
    int begin = page.indexOf("Errors without sign");
    return page.substring(begin, page.indexOf("\n\n", begin) + 1);
  }

  @Test
  void tablesHaveARowPerCase() {
    Npusim.Outcome table = run("validate", "scalesim", "--csv");
    assertThat(table.code()).as("%s", table).isZero();
    List<String> csv = table.out().lines().toList();
    assertThat(csv.get(0)).isEqualTo("set,quantity,unit,judged,case,reference,ours,error,cause");
    assertThat(run("validate", "scalesim", "--quiet", "--json", "s.json").code()).isZero();
    assertThat(csv).hasSize(cases(Npusim.json(directory.resolve("s.json"))) + 1);
  }

  private static int cases(JsonNode document) {
    int cases = 0;
    for (JsonNode set : document.get("sets")) {
      for (JsonNode quantity : set.get("quantities")) {
        cases += quantity.get("cases").size();
      }
    }
    return cases;
  }

  /** A day on which scalesim was never off, but the set of NVDLA's sheet was closer. */
  @Test
  void worseThanRecordedIsExitCodeFour() throws IOException {
    Files.writeString(
        directory.resolve("doctored.csv"),
        "set,quantity,cases,median,p90,worst\nnvdla-constants,area mm2 28nm,7,0.01,0.01,0.01\n");
    Npusim.Outcome outcome = run("validate", "nvdla-constants", "--recorded", "doctored.csv");
    assertThat(outcome.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.out()).contains("worse than recorded", "area mm2 28nm", "not recorded yet");
  }

  @Test
  void quietIsQuiet() {
    Npusim.Outcome outcome =
        run("validate", "nvdla-constants", "--quiet", "--json", "constants.json");
    assertThat(outcome).isEqualTo(new Npusim.Outcome(ExitCode.OK, "", ""));
    assertThat(directory.resolve("constants.json")).isNotEmptyFile();
  }

  @Test
  void unknownSetsAndDoubleOutputsAreRefused() throws IOException {
    Npusim.Outcome unknown = run("validate", "eyeris");
    assertThat(unknown.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(unknown.err()).contains("no reference set", "\"eyeris\"", "did you mean eyeriss?");
    assertThat(unknown.out()).isEmpty();
    Npusim.Outcome two = run("validate", "--csv", "--json", "-");
    assertThat(two.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(two.err()).contains("--csv", "--json -");
    Npusim.Outcome some = run("validate", "eyeriss", "--record", "new.csv");
    assertThat(some.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(some.err()).contains("--record: needs all sets");
    assertThat(directory.resolve("new.csv")).doesNotExist();
    Files.writeString(directory.resolve("bad.csv"), "set,quantity,cases,median,p90\n");
    Npusim.Outcome bad = run("validate", "eyeriss", "--recorded", "bad.csv");
    assertThat(bad.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(bad.err()).contains("bad.csv", "no column \"worst\"");
    Npusim.Outcome surplus = run("validate", "eyeriss", "scalesim");
    assertThat(surplus.code()).isEqualTo(ExitCode.BAD_INPUT);
  }
}
