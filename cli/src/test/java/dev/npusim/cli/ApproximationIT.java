package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator nobody knows, between a product and an activation. */
class ApproximationIT extends SessionTest {
  /** Lane operations: the unknown one reads 2 x 6 and writes 2 x 5, the activation has 2 x 5. */
  private static final double LANE_OPS = 22.0 / 32;

  /** Bytes of results at w8a8: 2 x 6 of the product, 2 x 5 of the unknown one and of the last. */
  private static final double BYTES = 10.0 / 32;

  @BeforeEach
  void model() throws IOException {
    new OnnxText()
        .input("x", 2, 4)
        .input("w", 4, 6)
        .node("product", "MatMul", "a", "x", "w")
        .node("odd", "Frobnicate", "b", "a")
        .states("b", 2, 5)
        .node("last", "Relu", "y", "b")
        .write(directory.resolve("odd.onnx"), "y");
  }

  private Npusim.Outcome run(String commandLine) {
    return command(commandLine.split(" "));
  }

  @Test
  void isListedWithItsShareInTheTerminal() {
    Npusim.Outcome outcome = run("inspect odd.onnx --allow-approx");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out().replaceAll("\\s+", " "))
        .contains("1 costed by a formula, not computed: 1 Frobnicate")
        .contains("an unknown operator; one lane operation per element of inputs and outputs")
        .contains("0.0 % of the MACs, 68.8 % of the lane operations, 31.3 % of the result bytes");
  }

  @Test
  void isListedWithItsShareInTheFiles() throws IOException {
    Npusim.Outcome outcome = run("inspect odd.onnx --allow-approx --quiet --out out");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    JsonNode only = Npusim.json(directory.resolve("out/inspect.json")).at("/coverage/approximated");
    assertThat(only).hasSize(1);
    JsonNode odd = only.get(0);
    assertThat(odd.get("op").asText()).isEqualTo("Frobnicate");
    assertThat(odd.get("reason").asText()).contains("unknown operator");
    assertThat(odd.get("macs").asLong()).isZero();
    assertThat(odd.get("mac_share").asDouble()).isZero();
    assertThat(odd.get("lane_ops").asLong()).isEqualTo(2 * 6 + 2 * 5);
    assertThat(odd.get("lane_op_share").asDouble()).isCloseTo(LANE_OPS, within(1e-9));
    assertThat(odd.get("activation_bytes").asLong()).isEqualTo(10);
    assertThat(odd.get("byte_share").asDouble()).isCloseTo(BYTES, within(1e-9));
    assertThat(Files.readString(directory.resolve("out/report.html")))
        .contains("approximated: 1 Frobnicate")
        .contains("68.8 % of the lane operations, 31.3 % of the result bytes");
  }

  @Test
  void isSaidWithTheResultOfARun() {
    JsonNode result = result("odd.onnx", "--allow-approx");
    String share = "68.8 % of the lane operations, 31.3 % of the result bytes";
    assertThat(result.at("/workload/coverage").toString()).contains("1 Frobnicate", share);
    assertThat(result.at("/totals/macs").asLong()).isEqualTo(2 * 4 * 6);
    assertThat(result.at("/check/violations").asInt()).isZero();
  }

  @Test
  void isSaidOnTheTerminalAndInTheReportOfARun() throws IOException {
    Npusim.Outcome outcome = run("simulate odd.onnx --allow-approx --out run");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    String said = "approximated: 1 Frobnicate, an unknown operator";
    assertThat(outcome.out().replaceAll("\\s+", " ")).contains(said, "31.3 % of the result bytes");
    assertThat(Files.readString(directory.resolve("run/report.html"))).contains(said);
    assertThat(run("check run").code()).isZero();
  }

  private void rejected(String commandLine, String... words) {
    Npusim.Outcome outcome = run(commandLine);
    assertThat(outcome.code()).as("%s", outcome).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("npusim: ").contains(words);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void withoutTheFlagItIsAnError() throws IOException {
    rejected("simulate odd.onnx", "odd.onnx", "node odd", "operator Frobnicate", "--allow-approx");
    new OnnxText()
        .input("x", 2, 4)
        .node("typo", "Sofmax", "y", "x")
        .write(directory.resolve("typo.onnx"), "y");
    rejected("inspect typo.onnx", "node typo", "operator Sofmax", "nearest names are Softmax");
  }

  @Test
  void extentsNobodyStatesAreAnError() throws IOException {
    new OnnxText()
        .input("x", 2, 4)
        .node("odd", "Frobnicate", "b", "x")
        .node("last", "Relu", "y", "b")
        .write(directory.resolve("open.onnx"), "y");
    rejected("simulate open.onnx --allow-approx", "node odd (Frobnicate)", "extents of result b");
  }
}
