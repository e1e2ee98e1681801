package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a result promises. */
class ResultIT extends SessionTest {
  private static final String TINY = Npusim.model("tiny_unet.onnx");

  @Test
  void totalsAreSums() {
    JsonNode result = result(TINY, "--npu", "edge-4tops");
    JsonNode totals = result.get("totals");
    JsonNode layers = result.get("layers");
    double energy = 0;
    long macs = 0;
    for (JsonNode layer : layers) {
      energy += layer.get("energy_j").asDouble();
      macs += layer.get("macs").asLong();
    }
    double total = totals.get("energy_j").asDouble();
    assertThat(energy).isCloseTo(total, within(total * 1e-9));
    assertThat(macs)
        .isEqualTo(totals.get("macs").asLong() + totals.get("recomputed_macs").asLong());
    long classes = 0;
    for (JsonNode bytes : totals.get("dram_bytes")) {
      classes += bytes.asLong();
    }
    assertThat(classes)
        .isEqualTo(
            totals.get("dram_read_bytes").asLong() + totals.get("dram_write_bytes").asLong());
    long parameters = result.get("workload").get("parameters").asLong();
    assertThat(totals.get("dram_bytes").get("weights").asLong()).isGreaterThanOrEqualTo(parameters);
    assertThat(totals.get("peak_sram_bytes").asLong()).isBetween(1L, 2L << 20);
    assertThat(result.get("check").get("violations").asLong()).isZero();
    assertThat(result.get("check").get("events").asLong()).isPositive();
  }

  /**
   * Of the exported file: counted from its nodes, and by torch on the model it was exported from.
   */
  @Test
  void modelIsCounted() {
    JsonNode result = result(TINY);
    assertThat(result.get("totals").get("macs").asLong()).isEqualTo(10_442_240);
    assertThat(result.get("workload").get("macs").asLong()).isEqualTo(10_442_240);
  }

  @Test
  void latencyIsAboveWhatPhysicsAllows() {
    JsonNode result = result(TINY);
    long cycles = result.get("totals").get("cycles").asLong();
    JsonNode npu = result.get("npu");
    double peak = npu.get("array").get("peak_macs_per_cycle").get("int8").asDouble();
    double perCycle = npu.get("dram").get("bandwidth_bytes_per_cycle").asDouble();
    double compulsory = result.get("workload").get("parameters").asLong();
    assertThat((double) cycles)
        .isGreaterThanOrEqualTo(result.get("totals").get("macs").asLong() / peak)
        .isGreaterThanOrEqualTo(compulsory / perCycle);
  }

  @Test
  void unnamedChipIsShown() {
    Npusim.Outcome outcome = command("simulate", TINY);
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .startsWith("Assumed hardware: edge-16tops")
        .contains("edge-16tops (no --npu given)");
  }

  @Test
  void allFilesAreWrittenAndEqualTheSecondTime() throws IOException {
    assertThat(command("simulate", TINY, "--out", "a", "--json", "a.json").code()).isZero();
    // In another process, with other addresses of objects and another age of the compiled code.
    assertThat(new Npusim(directory).run("simulate", TINY, "--out", "b").code()).isZero();
    Map<String, byte[]> first = files(directory.resolve("a"));
    Map<String, byte[]> second = files(directory.resolve("b"));
    assertThat(first.keySet())
        .contains("result.json", "layers.csv", "report.html", "trace.json", "execution.json.gz")
        .anyMatch(name -> name.startsWith("charts/") && name.endsWith(".png"))
        .anyMatch(name -> name.startsWith("charts/") && name.endsWith(".svg"))
        .isEqualTo(second.keySet());
    first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
    assertThat(directory.resolve("a.json")).hasBinaryContent(first.get("result.json"));
    assertThat(new String(first.get("layers.csv")).lines().count())
        .isEqualTo(1 + Npusim.json(directory.resolve("a.json")).get("layers").size());
  }

  private static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      files.put(directory.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
    }
    return files;
  }

  @Test
  void jsonToStandardOutputIsNothingElse() throws IOException {
    Npusim.Outcome outcome = command("inspect", TINY, "--json", "-");
    assertThat(outcome.code()).isZero();
    JsonNode json = new com.fasterxml.jackson.databind.ObjectMapper().readTree(outcome.out());
    assertThat(json.get("workload").get("macs").asLong()).isEqualTo(10_442_240);
    assertThat(json.get("layers").size()).isPositive();
  }

  @Test
  void shownChipIsTheSameChip() throws IOException {
    for (String[] show :
        List.of(
            new String[] {"show", "npu", "edge-4tops"},
            new String[] {"show", "npu", "edge-4tops", "--complete"})) {
      Files.writeString(directory.resolve("chip.yaml"), command(show).out());
      assertThat(result(TINY, "--npu", "chip.yaml").get("totals"))
          .isEqualTo(result(TINY, "--npu", "edge-4tops").get("totals"));
    }
  }
}
