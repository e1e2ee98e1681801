package dev.npusim.workloads.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Rope;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes from the published config.json of each; numbers from closed forms. */
class Phi3Test {
  private static final String MINI =
      """
      {"model_type": "phi3", "architectures": ["Phi3ForCausalLM"], "attention_bias": false,
       "hidden_act": "silu", "hidden_size": 3072, "intermediate_size": 8192,
       "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32,
       "num_key_value_heads": 32, "original_max_position_embeddings": 4096,
       "rms_norm_eps": 1e-05, "rope_scaling": null, "rope_theta": 10000.0,
       "sliding_window": 2047, "tie_word_embeddings": false, "vocab_size": 32064}
      """;

  @TempDir Path directory;

  private Workload load(String text, Map<String, String> options) throws IOException {
    return Workloads.load(
        Files.writeString(directory.resolve("config.json"), text).toString(), options);
  }

  /** qkv, output, gate with up, down. */
  private static long linear(long hidden, long queries, long keys, long inner) {
    return hidden * (queries + 2 * keys) + queries * hidden + hidden * 2 * inner + inner * hidden;
  }

  @Test
  void parametersAreThoseOfThePublishedModels() throws IOException {
    Workload mini = load(MINI, Map.of());
    assertThat(mini.graph().parameterCount())
        .isEqualTo(3_821_079_552L)
        .isEqualTo(2L * 32064 * 3072 + 32 * (linear(3072, 3072, 3072, 8192) + 2 * 3072) + 3072);
    // Phi-4: 14,659,507,200 by its model card's safetensors index.
    Workload phi4 =
        load(
            """
            {"model_type": "phi3", "hidden_act": "silu", "hidden_size": 5120,
             "intermediate_size": 17920, "max_position_embeddings": 16384,
             "num_attention_heads": 40, "num_hidden_layers": 40, "num_key_value_heads": 10,
             "sliding_window": null, "tie_word_embeddings": false, "vocab_size": 100352}
            """,
            Map.of());
    assertThat(phi4.graph().parameterCount())
        .isEqualTo(2L * 100352 * 5120 + 40 * (linear(5120, 5120, 1280, 17920) + 2 * 5120) + 5120);
  }

  @Test
  void phi4MiniRotatesAPartAndSharesItsEmbedding() throws IOException {
    Workload mini =
        load(
            """
            {"model_type": "phi3", "hidden_act": "silu", "hidden_size": 3072,
             "intermediate_size": 8192, "max_position_embeddings": 131072,
             "num_attention_heads": 24, "num_hidden_layers": 32, "num_key_value_heads": 8,
             "partial_rotary_factor": 0.75, "sliding_window": 262144, "vocab_size": 200064,
             "tie_word_embeddings": true,
             "rope_scaling": {"type": "longrope", "long_factor": [1, 1.2], "short_factor": [1, 1]}}
            """,
            Map.of());
    assertThat(mini.graph().parameterCount())
        .isEqualTo(200064L * 3072 + 32 * (linear(3072, 3072, 1024, 8192) + 2 * 3072) + 3072);
    Node rope =
        mini.graph().nodes().stream()
            .filter(node -> node.op() instanceof Rope)
            .findFirst()
            .orElseThrow();
    assertThat(rope.input(1).type().shape()).hasToString("128x96");
  }

  // Per token the linear layers and the logits; attention 32 layers x 32 heads x 2 x 96 per pair.
  @Test
  void workFollowsFromTheSizes() throws IOException {
    long perToken = 32 * linear(3072, 3072, 3072, 8192) + 3072L * 32064;
    assertThat(load(MINI, Map.of("tokens", "128")).graph().macs())
        .isEqualTo(128 * perToken + 32L * 32 * 192 * 128 * 128);
    Workload decode = load(MINI, Map.of("phase", "decode", "context", "3000"));
    assertThat(decode.graph().macs()).isEqualTo(perToken + 32L * 32 * 192 * 3001);
    assertThat(decode.graph().nodes())
        .extracting(Node::name)
        .contains(
            "model.layers.0.self_attn.qkv_proj",
            "model.layers.31.mlp.gate_up_proj",
            "model.layers.31.mlp.down_proj");
    assertThat(decode.graph().nodes())
        .filteredOn(node -> node.op() instanceof Attention)
        .allSatisfy(node -> assertThat(((Attention) node.op()).window()).isEqualTo(2047));
  }
}
