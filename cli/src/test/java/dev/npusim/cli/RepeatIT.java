package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Runs that are repeated. */
class RepeatIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_unet.onnx");

  @Test
  void manyRepetitionsAreReportedSavedAndChecked() throws IOException {
    Npusim.Outcome outcome = command("simulate", TINY, "--repeat", "1000", "--out", "out");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("1,000 times in a row");
    assertThat(command("check", "out").code()).isZero();
    Path file = directory.resolve("out/result.json");
    ObjectNode result = (ObjectNode) Npusim.json(file);
    JsonNode repetition = result.get("repetition");
    long first = result.get("totals").get("cycles").asLong();
    double steady = repetition.at("/steady/cycles").asDouble();
    assertThat(repetition.at("/first/cycles").asLong()).isEqualTo(first);
    assertThat(steady).isPositive().isLessThanOrEqualTo(first);
    assertThat(repetition.get("cycles").asDouble())
        .isCloseTo(first + 999 * steady, within(20.0 * first));
    ((ObjectNode) repetition).put("cycles", repetition.get("cycles").asLong() + 1);
    new ObjectMapper().writeValue(file.toFile(), result);
    assertThat(command("check", "out").code()).isEqualTo(ExitCode.CHECK_FAILED);
    ((ObjectNode) repetition).put("count", 0);
    new ObjectMapper().writeValue(file.toFile(), result);
    assertThat(command("check", "out").code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(Files.exists(file)).isTrue();
  }

  /** The run's launch comes before everything, so it is added; the report still adds up. */
  @Test
  void aLaunchOfTheRunIsAddedToIt() {
    long cycles = result(TINY).at("/totals/cycles").asLong();
    Npusim.Outcome outcome =
        command(
            "simulate", TINY, "--set", "launch.per_run=10us", "--json", "launch.json", "--quiet");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode launched = Npusim.json(directory.resolve("launch.json"));
    assertThat(launched.at("/totals/cycles").asLong()).isEqualTo(cycles + 10_000);
    assertThat(launched.at("/totals/launches/run_cycles").asLong()).isEqualTo(10_000);
  }

  @Test
  void aRunAloneSaysNothingOfRepetitions() {
    JsonNode result = result(TINY);
    assertThat(result.has("repetition")).isFalse();
  }

  @Test
  void impossibleNumbersAreBadInput() {
    for (String count : new String[] {"0", "-3", "1000001", "1.5", "many"}) {
      Npusim.Outcome outcome = command("simulate", TINY, "--repeat", count);
      assertThat(outcome.code()).as(count).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(outcome.err()).contains("--repeat");
    }
  }
}
