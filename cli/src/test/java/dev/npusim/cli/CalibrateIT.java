package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code calibrate}: what docs/calibrate.md shows, and what is refused. */
class CalibrateIT extends SessionTest {
  private static final Path PAGE = Npusim.ROOT.resolve("docs/calibrate.md");

  private Npusim.Outcome run(String... words) {
    return command(words);
  }

  @Test
  void everyCommandOfThePageRuns() throws IOException {
    copyExamples();
    List<List<String>> commands = Fences.commands(PAGE);
    assertThat(commands).hasSize(4);
    for (List<String> command : commands) {
      Npusim.Outcome outcome = run(command.toArray(String[]::new));
      assertThat(outcome.code()).as("%s: %s", command, outcome.err()).isZero();
      assertThat(outcome.err()).isEmpty();
    }
    assertThat(run(commands.get(0).toArray(String[]::new)).out())
        .isEqualTo(Fences.of(PAGE, "text").get(0));
    JsonNode power = Npusim.json(directory.resolve("power.json"));
    assertThat(power.get("meets").booleanValue()).isTrue();
    assertThat(power.at("/calibrations/1/leave_one_out_error/worst").doubleValue())
        .isBetween(0.01, 0.15);
    assertThat(power.at("/calibrations/0/rows")).hasSize(7);
    for (String chip : List.of("chip.yaml", "mine.yaml")) {
      assertThat(Files.readString(directory.resolve(chip)))
          .startsWith("# calibrated: ")
          .contains("error of a row left out");
    }
    assertThat(run("explain", "area", "--npu", "chip.yaml").out())
        .contains("everything else", "derived", "calibrated: area_mm2_16nm");
  }

  @Test
  void aWorseErrorThanTheBarIsExitCodeFour() {
    Npusim.Outcome outcome = run("calibrate", "nvdla-power", "--bar", "0.08");
    assertThat(outcome.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.out()).contains("worst <= 8.0 %  FAIL", "worst <= 8.0 %  pass");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvdla-aera-28nm | no set is called \"nvdla-aera-28nm\"; did you mean nvdla-area-28nm?",
        "nvdla-power --target x | the set has its own target",
        "gone.csv --target x | there is no such file",
        "rows.csv | --target: missing; the columns of rows.csv are x, y",
        "rows.csv --target y --term a=z | has no column \"z\"",
        "rows.csv --target y --term a=x --write energy.static=a:mW | --write: needs --npu and --out",
        "rows.csv --target y --term a=x --npu nvdla-large --out chip.yaml | --out: needs --write",
        "rows.csv --target y --term a=x --npu nvdla-lrge --write energy.static=a:mW --out chip.yaml"
            + " | nvdla-large",
        "rows.csv --target y --term a=x --npu nvdla-large --write energy.static=a:mm --out chip.yaml"
            + " | --write energy.static=a:mm: ",
        "nvdla-area-28nm --npu nvdla-large --out chip.yaml | is made at 16nm, the rows of",
        "nvdla-power --out chip.yaml | --out: needs --npu",
        "nvdla-power --npu nvdla-large | --npu: needs --out",
        "nvdla-power --bar -1 | --bar -1.0: expected a share",
      })
  void mistakesAreOneLineAndNothingIsWritten(String words, String message) throws IOException {
    Files.writeString(directory.resolve("rows.csv"), "x,y\n1,2\n2,3\n3,5\n");
    Npusim.Outcome outcome = run(("calibrate " + words).split(" "));
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(directory.resolve("chip.yaml")).doesNotExist();
  }
}
