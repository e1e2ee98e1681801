package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** {@code bench}: what it says, never how fast it was. */
class BenchIT extends SessionTest {
  @Test
  void saysWhatItMeasuredOnWhat() {
    Npusim.Outcome outcome =
        command(
            "bench",
            "mapper",
            "--model",
            "fsrcnn",
            "--repetitions",
            "1",
            "--seconds",
            "0.001",
            "--json",
            "b.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("JVM", "Pricing on edge3", "fsrcnn on edge-16tops");
    JsonNode document = Npusim.json(directory.resolve("b.json"));
    assertThat(document.at("/machine/processors").asInt()).isPositive();
    assertThat(document.get("evaluations")).hasSize(2 * 7 * 3);
    for (JsonNode row : document.get("evaluations")) {
      assertThat(row.get("evaluations_per_cpu_s").asDouble()).isPositive();
      assertThat(row.get("bytes_per_evaluation").asDouble()).isLessThan(1);
    }
    assertThat(document.get("searches")).hasSize(2 * 7 * 2);
    assertThat(document.get("model_searches")).hasSize(2);
  }

  @Test
  void theSimulatorIsMeasuredToo() {
    Npusim.Outcome outcome =
        command(
            "bench", "simulate", "--model", "resnet-50", "--repetitions", "1", "--json", "s.json");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("million events/s");
    JsonNode document = Npusim.json(directory.resolve("s.json"));
    assertThat(document.get("events").asLong()).isPositive();
    assertThat(document.get("events_per_cpu_s").asDouble()).isPositive();
    assertThat(document.at("/repeat/simulated").asInt()).isBetween(1, 50);
  }

  @Test
  void unknownPartsAreUsageErrors() {
    Npusim.Outcome outcome = command("bench", "maper");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("maper", "did you mean mapper?");
    assertThat(command("bench", "mapper", "--repetitions", "0").code()).isEqualTo(2);
  }
}
