package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// Trace of transformers' LlamaForCausalLM with the sizes of Llama 3.2 1B; attention as full square.
class LlamaTest {
  private static final String NAME = "llama-3.2-1b";

  @ParameterizedTest
  @CsvSource({"128,159249334272", "512,649882238976", "2048,2805687386112"})
  void prefillHasTheWorkOfTheTrace(String tokens, long macs) {
    Graph graph = Models.build(NAME, Map.of("tokens", tokens));
    assertThat(graph.parameterCount()).isEqualTo(1_235_814_400);
    assertThat(graph.macs()).isEqualTo(macs);
  }

  @ParameterizedTest
  @CsvSource({"512,1269366784", "2048,1370030080"})
  void decodeHasTheWorkOfTheTrace(String context, long macs) {
    Graph graph = Models.build(NAME, Map.of("phase", "decode", "context", context));
    assertThat(graph.parameterCount()).isEqualTo(1_235_814_400);
    assertThat(graph.macs()).isEqualTo(macs);
  }

  // 16 layers x 2 x 512 tokens x 8 heads x 64.
  @Test
  void decodeReadsTheCacheAndReturnsWhatToAppend() {
    Graph graph = Models.build(NAME, Map.of("phase", "decode"));
    assertThat(
            graph.inputs().stream()
                .filter(input -> input.kind() == Value.Kind.STATE)
                .mapToLong(Value::elements)
                .sum())
        .isEqualTo(16L * 2 * 512 * 512);
    assertThat(graph.outputs()).hasSize(33);
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x1x512");
    assertThat(graph.outputs().get(32).type().shape()).hasToString("1x1x128256");
  }

  @Test
  void anUnknownPhaseIsExplained() {
    assertThatThrownBy(() -> Models.build(NAME, Map.of("phase", "encode")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("prefill or decode");
  }
}
