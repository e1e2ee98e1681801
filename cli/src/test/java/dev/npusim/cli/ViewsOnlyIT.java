package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that only looks at its input costs nothing, through the whole chain. */
class ViewsOnlyIT extends SessionTest {
  @ParameterizedTest
  @ValueSource(strings = {"Identity", "Flatten"})
  void costNothing(String operator) throws IOException {
    new OnnxText()
        .input("x", 2, 3, 4)
        .node("n", operator, "y", "x")
        .write(directory.resolve("view.onnx"), "y");
    Npusim.Outcome outcome = command("simulate", "view.onnx", "--quiet", "--out", "out");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode totals = Npusim.json(directory.resolve("out/result.json")).get("totals");
    assertThat(totals.get("cycles").asLong()).isZero();
    assertThat(totals.get("energy_j").asDouble()).isZero();
    assertThat(totals.get("dram_read_bytes").asLong()).isZero();
    assertThat(totals.get("dram_write_bytes").asLong()).isZero();
    assertThat(totals.get("lower_bound_cycles").asLong()).isZero();
    assertThat(totals.get("gap").asDouble()).isZero();
    assertThat(command("check", "out").code()).isZero();
  }
}
