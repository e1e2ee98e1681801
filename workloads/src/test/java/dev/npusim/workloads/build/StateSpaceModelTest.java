package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.workloads.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateSpaceModelTest {
  static List<Map<String, String>> sizes() {
    return Golden.csv("mamba_work.csv");
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(row.get(column));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void sizesAreThePublishedOnes(Map<String, String> size) {
    Graph graph = Models.build(size.get("model"), Map.of("tokens", "8"));
    assertThat(graph.parameterCount()).isEqualTo(number(size, "parameters"));
    long operations = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof SelectiveScan) {
        // Without the multiply-add of the skip D.
        operations += node.laneOps() - node.input(0).elements();
      }
    }
    assertThat(operations).isEqualTo(8 * number(size, "scan_operations_per_token"));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void theStateIsReadAndReplaced(Map<String, String> size) {
    Graph graph =
        Models.build(size.get("model"), Map.of("phase", "decode", "context", "7", "batch", "2"));
    long states = elements(graph.inputs(), ".ssm_state");
    long window = elements(graph.inputs(), ".conv_state");
    assertThat(4 * states + 2 * window).isEqualTo(2 * number(size, "state_bytes_fp32_and_fp16"));
    assertThat(elements(graph.outputs(), ".ssm_state.new")).isEqualTo(states);
    // Of the four inputs under the taps one is new.
    assertThat(elements(graph.outputs(), ".conv_state.new")).isEqualTo(window / 4);
    Graph prompt = Models.build(size.get("model"), Map.of("tokens", "9", "batch", "2"));
    assertThat(elements(prompt.outputs(), ".ssm_state.new")).isEqualTo(states);
    assertThat(elements(prompt.outputs(), ".conv_state.new")).isEqualTo(window);
  }

  private static long elements(List<Value> values, String suffix) {
    return values.stream()
        .filter(value -> value.name().endsWith(suffix))
        .mapToLong(Value::elements)
        .sum();
  }

  // Linear layers, the convolution's four taps and the head, of Mamba 130M; traced and by formula.
  @ParameterizedTest
  @CsvSource({"128,16437215232", "512,65748860928", "2048,262995443712"})
  void prefillHasTheWorkOfTheFormula(String tokens, long macs) {
    assertThat(Models.build("mamba-130m", Map.of("tokens", tokens)).macs()).isEqualTo(macs);
  }

  @Test
  void decodeHasTheSameWorkAfterAnyText() {
    for (String context : List.of("1", "512", "100000")) {
      Graph graph = Models.build("mamba-130m", Map.of("phase", "decode", "context", context));
      assertThat(graph.macs()).isEqualTo(128415744);
    }
  }

  @Test
  void promptsShorterThanTheTapsLeaveAShorterWindow() {
    Graph graph = Models.build("mamba-130m", Map.of("tokens", "2"));
    assertThat(elements(graph.outputs(), ".conv_state.new")).isEqualTo(24L * 1536 * 2);
  }
}
