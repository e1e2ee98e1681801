package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// Trace of transformers' BertModel with the sizes of bert-base-uncased.
class TextEncoderTest {
  @ParameterizedTest
  @CsvSource({"128,11174215680", "512,48318971904"})
  void workIsThatOfTheTrace(String tokens, long macs) {
    Graph graph = Models.build("bert-base", Map.of("tokens", tokens));
    assertThat(graph.parameterCount()).isEqualTo(109_482_240);
    assertThat(graph.macs()).isEqualTo(macs);
    assertThat(graph.nodes().stream().filter(n -> n.op() instanceof Normalization)).hasSize(25);
    assertThat(graph.outputs())
        .extracting(output -> output.type().shape().toString())
        .containsExactly("1x" + tokens + "x768", "1x768");
  }

  @Test
  void positionsAreLearnedAndEnd() {
    assertThatThrownBy(() -> Models.build("bert-base", Map.of("tokens", "513")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("1 to 512");
    assertThatThrownBy(() -> Models.build("bert-base", Map.of("phase", "decode")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("no option \"phase\"");
  }
}
