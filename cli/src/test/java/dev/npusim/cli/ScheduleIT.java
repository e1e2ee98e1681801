package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code schedule}, and how a search that takes long is ended. */
class ScheduleIT extends SessionTest {
  private static final String SMALL = "schedule mobilenet-v2 --dim image=64 --effort fast";

  private static Npusim.Outcome run(String commandLine) {
    return command(commandLine.split(" "));
  }

  @Test
  void marginalSaysWhatMoreBuysAndWhatSpillsNothing() {
    Npusim.Outcome outcome =
        run(SMALL + " --set sram.size=256KiB --marginal --json schedule.json --csv rows.csv");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("What more would buy", "sram.size=1280KiB", "from ");
    JsonNode document = Npusim.json(directory.resolve("schedule.json"));
    assertThat(document.get("complete").asBoolean()).isTrue();
    JsonNode strategies = document.get("strategies");
    JsonNode joint = strategies.get(strategies.size() - 1);
    for (JsonNode row : strategies) {
      if (row.get("feasible").asBoolean()) {
        assertThat(joint.get("cycles").asLong()).isLessThanOrEqualTo(row.get("cycles").asLong());
        assertThat(row.get("cycles").asLong())
            .isGreaterThanOrEqualTo(document.at("/lower_bound/cycles").asLong());
      }
    }
    assertThat(document.get("marginal")).hasSize(2);
    for (JsonNode more : document.get("marginal")) {
      assertThat(more.get("cycles").asLong()).isLessThanOrEqualTo(joint.get("cycles").asLong());
      assertThat(more.get("energy_j").asDouble()).isPositive();
    }
    long free = document.get("sram_without_spill_bytes").asLong();
    assertThat(free).isBetween(64L << 10, 1L << 30);
    assertThat(directory.resolve("rows.csv")).content().hasLineCount(1 + strategies.size());
    // What it says of that size is what a run with it gives.
    Npusim.Outcome again =
        run(SMALL + " --objective dram --set sram.size=" + free / 1024 + "KiB --json free.json");
    assertThat(again.code()).as("%s", again).isZero();
    JsonNode rows = Npusim.json(directory.resolve("free.json")).get("strategies");
    assertThat(rows.get(rows.size() - 1).get("spill_bytes").asLong()).isZero();
  }

  @Test
  void aTimeLimitPublishesTheBestSoFar() {
    Npusim.Outcome outcome = run("schedule resnet-50 --time-limit 1ms --marginal --json cut.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("it was ended early").doesNotContain("What more would buy");
    assertThat(Npusim.json(directory.resolve("cut.json")).get("complete").asBoolean()).isFalse();
    Npusim.Outcome simulated =
        run("simulate resnet-50 --time-limit 1ms --json simulated.json --out cut");
    assertThat(simulated.code()).as("%s", simulated).isZero();
    assertThat(simulated.out()).contains("Ended early, by the clock or by hand");
    JsonNode result = Npusim.json(directory.resolve("simulated.json"));
    assertThat(result.get("complete").asBoolean()).isFalse();
    assertThat(result.at("/check/violations").asInt()).isZero();
    assertThat(run("check cut").code()).isZero();
  }

  @Test
  void enoughTimeChangesNothing() {
    assertThat(run("simulate " + SMALL.substring(9) + " --json all.json --quiet").code()).isZero();
    assertThat(
            run("simulate " + SMALL.substring(9) + " --time-limit 10min --json in.json --quiet")
                .code())
        .isZero();
    assertThat(directory.resolve("in.json")).hasSameTextualContentAs(directory.resolve("all.json"));
    assertThat(Npusim.json(directory.resolve("in.json")).get("complete").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule depthwise-unet --effort best --json ended.json",
        "simulate resnet-50 --effort best --json ended.json --out ended",
        "simulate llama-3.2-1b --prompt 16 --generate 2 --effort best --json ended.json",
      })
  void ctrlCPublishesTheBestSoFar(String command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Npusim.java());
    all.addAll(List.of("-Dnpusim.progress=true", "-jar", Npusim.JAR.toString()));
    all.addAll(List.of(command.split(" ")));
    Files.deleteIfExists(directory.resolve("ended.json"));
    Npusim.Outcome outcome = Processes.interrupted(directory, all, "scheduling");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).containsIgnoringCase("ended early").doesNotContain("\tat ");
    assertThat(Npusim.json(directory.resolve("ended.json")).get("complete").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule mobilenet-v2 --csv a --json a|--csv and --json name the same file a",
        "schedule mobilenet-v2 --csv ./a --json a|--csv and --json name the same file ./a",
        "schedule mobilenet-v2 --csv - --json -|--csv and --json name the same file -",
        "schedule mobilenet-v2 --csv no/such/file|--csv no/such/file",
        "schedule mobilenet-v2 --skips keep|schedule compares all strategies; --skips has no",
        "schedule mobilenet-v2 --skips kept|did you mean keep",
        "schedule mobilenet-v2 --tile 4x4|--tile 4x4 is for --fuse all",
        "schedule mobilenet-v2 --time-limit 10|--time-limit 10: expected a number",
        "schedule mobilenet-v2 --time-limit 0s|--time-limit 0s: expected a time above zero",
        "schedule mobilenet-v2 --time-limit -1s|--time-limit",
        "simulate mobilenet-v2 --time-limit soon|--time-limit soon: expected a number",
        "simulate mobilenet-v2 --skips keep --fuse all|--skips must be auto",
        "schedule mobilenet-v2 --npu edge-16top|neither a preset nor a file",
        "schedule mobilenet-v3|mobilenet-v2",
        "schedule mobilenet-v2 --effort most|--effort",
        "schedule mobilenet-v2 --objective speed|--objective",
        "schedule mobilenet-v2 --set sram.sise=1MiB|did you mean",
      })
  void badInputIsOneMessage(String command, String message) {
    Npusim.Outcome outcome = run(command);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message).doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).as(outcome.err()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"schedule", "schedule --marginal", "simulate"})
  void aTooSmallSramSaysWhatWouldDo(String command) {
    Npusim.Outcome outcome = run(command + " resnet-50 --fuse none --set sram.size=16KiB");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("layer ", "bytes").doesNotContain("\tat ");
    assertThat(outcome.err().lines().count()).as(outcome.err()).isEqualTo(1);
  }
}
