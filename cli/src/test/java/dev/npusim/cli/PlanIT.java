package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code plan}. */
class PlanIT extends SessionTest {
  private static final Path PAGE = Npusim.ROOT.resolve("docs/plan.md");

  /** Where they are from: SOURCE.txt beside them. */
  private static final Path INSTANCES =
      Npusim.ROOT.resolve("mapper/src/test/resources/dev/npusim/mapper/stepplan");

  private static final String CHIP = " --sram 2MiB --bandwidth 25.6GB/s --tops 16";

  private Npusim.Outcome run(String commandLine) {
    return command(("plan " + commandLine).split(" "));
  }

  @Test
  void thePageShowsWhatIsPrinted() throws IOException {
    List<List<String>> commands = Fences.commands(PAGE);
    List<Npusim.Outcome> outcomes = new ArrayList<>();
    copyExamples();
    for (List<String> words : commands) {
      Npusim.Outcome outcome = command(words);
      assertThat(outcome.code()).as("%s", outcome).isZero();
      assertThat(outcome.err()).isEmpty();
      outcomes.add(outcome);
    }
    assertThat(outcomes.get(0).out().strip()).isEqualTo(Fences.of(PAGE, "text").get(0).strip());
    assertThat(directory.resolve("plan.json")).exists();
    Path file = Files.writeString(directory.resolve("page.json"), Fences.of(PAGE, "json").get(0));
    assertThat(run(file + CHIP).code()).isZero();
  }

  /** Optima from the file itself. */
  @Test
  void writesEveryDecisionAndStep() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("dwunet_512.json") + CHIP + " --engine exact --json plan.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("e0b.pw at u0a.dw by e0b.pw", "replayed step by step");
    JsonNode plan = Npusim.json(directory.resolve("plan.json"));
    assertThat(plan.get("schema").asText()).isEqualTo("npusim.plan/1");
    assertThat(plan.at("/result/latency_s").asDouble()).isCloseTo(9752.2e-6, within(1e-8));
    assertThat(plan.at("/result/energy_j").asDouble()).isCloseTo(14.1403e-3, within(1e-6));
    assertThat(plan.at("/result/dram_bytes").asDouble())
        .isCloseTo(234.2017 * (1 << 20), within(1e4));
    assertThat(plan.at("/bound/gap").asDouble()).isBetween(0.0, 1e-4);
    assertThat(plan.at("/bound/complete").asBoolean()).isTrue();
    assertThat(plan.get("recomputed")).hasSize(2);
    long moved = 0;
    double seconds = 0;
    for (JsonNode step : plan.get("steps")) {
      moved += step.get("dram_bytes").asLong();
      seconds += step.get("seconds").asDouble();
      assertThat(step.get("sram_bytes").asLong()).isLessThanOrEqualTo(2 << 20);
    }
    assertThat(moved).isEqualTo(plan.at("/result/dram_bytes").asLong());
    assertThat(seconds).isCloseTo(plan.at("/result/latency_s").asDouble(), within(1e-12));
  }

  @Test
  void tooLittleSramIsExitCodeThree() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("unet_512.json") + " --sram 100KiB --bandwidth 1GB/s --tops 1");
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.INFEASIBLE);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("the smallest SRAM for this graph is");
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void aSearchThatIsCutShortHasAPlanAndABound() {
    Npusim.Outcome outcome =
        run(INSTANCES.resolve("rl100_2.json") + CHIP + " --engine exact --time-limit 1ms");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("the search ended early", "no plan of this strategy is");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sram 2MB --bandwidth 1GB/s --tops 1|--sram 2MB",
        "--sram 0 --bandwidth 1GB/s --tops 1|--sram 0",
        "--sram 2MiB --bandwidth 0GB/s --tops 1|--bandwidth 0GB/s",
        "--sram 2MiB --bandwidth 25.6 --tops 1|--bandwidth 25.6",
        "--sram 2MiB --bandwidth 1GB/s --tops 0|--tops 0",
        "--sram 2MiB --bandwidth 1GB/s --tops NaN|--tops NaN",
        "--sram 2MiB --bandwidth 1GB/s|--tops",
        "--sram 2MiB --bandwidth 1GB/s --tops 1 --objective drma|did you mean dram?",
        "--sram 2MiB --bandwidth 1GB/s --tops 1 --engine quick|expected fast, exact",
        "--sram 2MiB --bandwidth 1GB/s --tops 1 --strategy spil|did you mean spill?",
        "--sram 2MiB --bandwidth 1GB/s --tops 1 --time-limit 0s|--time-limit 0s",
      })
  void saysWhichOptionIsWrong(String options, String message) {
    Npusim.Outcome outcome = run(INSTANCES.resolve("unet_512.json") + " " + options);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void aFileThatIsNoGraphIsOneLineWithItsPlace() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.json"), "{\n \"nodes\": [,]}");
    Npusim.Outcome outcome = run(file + CHIP);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.err()).contains("bad.json:2:12: not JSON");
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(run("nothing.json" + CHIP).err()).contains("there is no such file");
  }
}
