package dev.npusim.workloads.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.KvCache;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.VisibleKeys;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import dev.npusim.workloads.build.Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which layers look back how far, and what follows from it. */
class SlidingWindowsTest {
  /** Sizes of Mistral-7B-v0.1 (its config.json), whose window is 4096. */
  private static final String MISTRAL =
      """
      {"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336,
       "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
       "vocab_size": 32000, "hidden_act": "silu", "max_position_embeddings": 32768,
       "sliding_window": 4096}
      """;

  @TempDir Path directory;

  private Workload load(String text, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), text);
    Map<String, String> given = new java.util.HashMap<>();
    for (String option : options) {
      given.put(option.split("=")[0], option.split("=")[1]);
    }
    return Workloads.load(file.toString(), given);
  }

  private static long attentionMacs(Workload workload, boolean visibleOnly) {
    long macs = 0;
    for (Node node : workload.graph().nodes()) {
      if (node.op() instanceof Attention attention) {
        macs += visibleOnly ? VisibleKeys.macs(attention, node.types()) : node.macs();
      }
    }
    return macs;
  }

  // 32 layers x 32 heads x (128 + 128) MACs per pair of a query and a key it sees.
  @Test
  void mistralSeesTheLastTokens() throws IOException {
    long perPair = 32L * 32 * 256;
    Workload decode = load(MISTRAL, "phase=decode", "context=5000");
    assertThat(attentionMacs(decode, false)).isEqualTo(perPair * 5001);
    assertThat(attentionMacs(decode, true)).isEqualTo(perPair * 4096);
    KvCache cache = KvCache.of(decode.graph());
    assertThat(cache.cachedTokens()).isEqualTo(5000);
    // Keys and values of 8 heads of 128 in 32 layers, two bytes each.
    assertThat(cache.bytesPerToken(Precision.parse("w16a16"))).isEqualTo(2L * 8 * 128 * 32 * 2);
    assertThat(cache.cachedBytes(Precision.parse("w16a16")))
        .isEqualTo(2L * 8 * 128 * 32 * 2 * 4096);
    assertThat(decode.notes())
        .contains(
            "32 of 32 layers have a sliding window of 4,096 tokens: visible keys and the cache"
                + " that has to be kept follow it; MACs are full squares, and a run reads all of"
                + " 5,001 tokens");
    // The first 4096 queries see a triangle, the other 904 a full window.
    Workload prefill = load(MISTRAL, "tokens=5000");
    assertThat(attentionMacs(prefill, true)).isEqualTo(perPair * (4096L * 4097 / 2 + 904L * 4096));
    assertThat(attentionMacs(prefill, false)).isEqualTo(perPair * 5000 * 5000);
    Workload within = load(MISTRAL, "tokens=4096");
    assertThat(attentionMacs(within, true)).isEqualTo(perPair * (4096L * 4097 / 2));
    assertThat(within.notes()).noneMatch(note -> note.contains("window of"));
  }

  @Test
  void nullIsNoWindow() throws IOException {
    Workload all =
        load(
            MISTRAL.replace("\"sliding_window\": 4096", "\"sliding_window\": null"),
            "phase=decode",
            "context=5000");
    assertThat(attentionMacs(all, true)).isEqualTo(attentionMacs(all, false));
    KvCache cache = KvCache.of(all.graph());
    assertThat(cache.cachedBytes(Precision.W8A8))
        .isEqualTo(5000 * cache.bytesPerToken(Precision.W8A8));
  }

  // 13 of 26 layers slide, the first among them; 8 heads of 256, 4 of keys and values.
  @Test
  void everySecondLayerOfGemmaSlides() {
    Workload decode = Workloads.load("gemma-2-2b", Map.of("phase", "decode", "context", "8000"));
    List<Long> windows = new ArrayList<>();
    for (Node node : decode.graph().nodes()) {
      if (node.op() instanceof Attention attention) {
        windows.add(attention.window());
      }
    }
    assertThat(windows).hasSize(26).startsWith(4096L, 0L, 4096L, 0L).endsWith(4096L, 0L);
    assertThat(attentionMacs(decode, true)).isEqualTo(13L * 8 * 512 * (4096 + 8001));
    assertThat(KvCache.of(decode.graph()).cachedBytes(Precision.W8A8))
        .isEqualTo(13L * 2 * 4 * 256 * (4096 + 8000));
    assertThat(decode.notes()).anyMatch(note -> note.startsWith("13 of 26 layers have a sliding"));
  }

  private static List<Long> windows(String more) {
    String text =
        """
        {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 4,
         "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 100,
         "hidden_act": "silu", """;
    return ((Decoder) ConfigReader.read("config.json", text + more + "}").model())
        .config()
        .windows();
  }

  @Test
  void familiesDiffer() {
    String qwen = "\"model_type\": \"qwen2\", \"sliding_window\": 32, \"max_window_layers\": 3";
    assertThat(windows(qwen)).containsExactly(0L, 0L, 0L, 0L);
    assertThat(windows(qwen + ", \"use_sliding_window\": true")).containsExactly(0L, 0L, 0L, 32L);
    assertThat(
            windows(qwen.replace("layers\": 3", "layers\": 0") + ", \"use_sliding_window\": true"))
        .containsExactly(32L, 32L, 32L, 32L);
    assertThat(windows("\"model_type\": \"mistral\"")).containsOnly(4096L);
    assertThat(windows("\"model_type\": \"llama\", \"sliding_window\": 32")).containsOnly(0L);
    assertThat(windows("\"model_type\": \"phi3\"")).containsOnly(0L);
    assertThat(windows("\"model_type\": \"phi3\", \"sliding_window\": 2047")).containsOnly(2047L);
    String gemma = "\"model_type\": \"gemma2\", \"sliding_window\": 32, \"layer_types\": ";
    assertThat(
            windows(
                gemma
                    + "[\"full_attention\", \"full_attention\", \"sliding_attention\","
                    + " \"full_attention\"]"))
        .containsExactly(0L, 0L, 32L, 0L);
    assertThatThrownBy(() -> windows(gemma + "[\"full_attention\"]"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("1 entries for 4 layers");
    assertThatThrownBy(() -> windows(gemma + "[\"full\", \"full\", \"full\", \"full\"]"))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("not a known kind of layer; did you mean full_attention?");
  }
}
