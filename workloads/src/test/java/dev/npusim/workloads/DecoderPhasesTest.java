package dev.npusim.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.VisibleKeys;
import java.util.Map;
import org.junit.jupiter.api.Test;

// Trace of transformers' LlamaForCausalLM with the sizes of Llama 3.2 1B.
class DecoderPhasesTest {
  private static final String NAME = "llama-3.2-1b";

  @Test
  void bothPhasesHaveTheWorkOfTheTrace() {
    DecoderPhases phases =
        DecoderPhases.of(NAME, Map.of("tokens", "2048", "context", "512", "phase", "decode"))
            .orElseThrow();
    assertThat(phases.prefill().graph().macs()).isEqualTo(2_805_687_386_112L);
    assertThat(phases.decode().graph().macs()).isEqualTo(1_269_366_784L);
    // attn_causal_only and attn_full_square of the prefill, all 16 layers.
    assertThat(attention(phases.prefill().graph(), true)).isEqualTo(137_506_062_336L);
    assertThat(attention(phases.prefill().graph(), false)).isEqualTo(274_877_906_944L);
  }

  private static long attention(Graph graph, boolean visibleOnly) {
    long macs = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Attention attention) {
        macs += visibleOnly ? VisibleKeys.macs(attention, node.types()) : node.macs();
      }
    }
    return macs;
  }

  @Test
  void bothPhasesKeepTheSameBytesPerToken() {
    DecoderPhases phases = DecoderPhases.of(NAME, Map.of()).orElseThrow();
    for (Workload workload : new Workload[] {phases.prefill(), phases.decode()}) {
      KvCache cache = KvCache.of(workload.graph());
      assertThat(cache.bytesPerToken(Precision.parse("w16a16"))).isEqualTo(32_768);
      assertThat(cache.bytesPerToken(Precision.W8A8)).isEqualTo(16_384);
    }
    assertThat(KvCache.of(phases.decode().graph()).cachedTokens()).isEqualTo(512);
  }

  @Test
  void otherModelsHaveNone() {
    assertThat(DecoderPhases.of("sd15-unet", Map.of())).isEmpty();
    assertThat(DecoderPhases.of("model.onnx", Map.of())).isEmpty();
    assertThatThrownBy(() -> DecoderPhases.of(NAME, Map.of("token", "3")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("did you mean tokens?");
  }
}
