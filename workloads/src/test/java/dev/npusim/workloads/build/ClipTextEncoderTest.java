package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.op.Attention;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipTextEncoderTest {
  private static final String NAME = "sd15-text-encoder";

  // Words, places, and per layer four projections, a perceptron and two norms; a last norm.
  @Test
  void parametersAreOfTheModel() {
    long layer = 4 * (768 * 768 + 768) + (768 * 3072 + 3072) + (3072 * 768 + 768) + 2 * 2 * 768;
    assertThat(Models.build(NAME, Map.of()).parameterCount())
        .isEqualTo(123_060_480)
        .isEqualTo((49408 + 77) * 768 + 12 * layer + 2 * 768);
    assertThat(Models.build(NAME, Map.of("text", "5", "batch", "3")).parameterCount())
        .isEqualTo(123_060_480);
  }

  // Per layer and token: four projections and two layers of the perceptron; scores and values of
  // every pair of tokens.
  @ParameterizedTest
  @CsvSource({"77,1", "77,2", "20,3"})
  void macsAreOfTheClosedForm(long tokens, long batch) {
    Graph graph = Models.build(NAME, Map.of("text", "" + tokens, "batch", "" + batch));
    long perToken = 4 * 768 * 768 + 2 * 768 * 3072 + 2 * 768 * tokens;
    assertThat(graph.macs()).isEqualTo(12 * batch * tokens * perToken);
    assertThat(graph.outputs().get(0).type().shape()).hasToString(batch + "x" + tokens + "x768");
  }

  @Test
  void tokensAttendToThoseBeforeThem() {
    assertThat(Models.build(NAME, Map.of()).nodes())
        .filteredOn(node -> node.op() instanceof Attention)
        .hasSize(12)
        .allMatch(node -> node.op().equals(new Attention(12, 12, 64, 64, true)));
  }

  @Test
  void moreTokensThanThereArePlacesAreRejected() {
    assertThatThrownBy(() -> Models.build(NAME, Map.of("text", "78")))
        .isInstanceOf(WorkloadException.class)
        .hasMessage("sd15-text-encoder: text=78; allowed: 1 to 77");
  }
}
