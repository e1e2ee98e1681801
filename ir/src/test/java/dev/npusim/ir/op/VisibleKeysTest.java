package dev.npusim.ir.op;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleKeysTest {
  /** Counted one by one. */
  @Test
  void pairsAreThoseOfTheMask() {
    for (int queries = 1; queries <= 12; queries++) {
      for (int keys = 1; keys <= 12; keys++) {
        long seen = 0;
        for (int query = 0; query < queries; query++) {
          for (int key = 0; key < keys; key++) {
            seen += key <= query + keys - queries ? 1 : 0;
          }
        }
        assertThat(VisibleKeys.pairs(queries, keys)).isEqualTo(seen);
      }
    }
  }

  /** Counted one by one. */
  @Test
  void aWindowLeavesTheLastOfThem() {
    for (int queries = 1; queries <= 9; queries++) {
      for (int keys = 1; keys <= 9; keys++) {
        for (int window = 0; window <= 10; window++) {
          long seen = 0;
          for (int query = 0; query < queries; query++) {
            int at = query + keys - queries;
            for (int key = 0; key < keys; key++) {
              seen += key <= at && (window == 0 || key > at - window) ? 1 : 0;
            }
          }
          assertThat(VisibleKeys.pairs(queries, keys, window)).isEqualTo(seen);
        }
      }
    }
  }

  // attn_full_square and attn_causal_only of traces of transformers' models: Llama 2 7B and 13B,
  // Llama 3.2 1B, Qwen 2.5 14B, Phi 2, Gemma 2 2B; all layers together.
  @ParameterizedTest
  @CsvSource({
    "32,32,32,128,128,4294967296,2164260864",
    "40,40,40,128,512,107374182400,53791948800",
    "16,32,8,64,2048,274877906944,137506062336",
    "48,40,8,128,2048,2061584302080,1031295467520",
    "32,32,32,80,512,42949672960,21516779520",
    "26,8,4,256,2048,446676598784,223447351296"
  })
  void causalWorkIsThatOfTheTrace(
      int layers, int heads, int kvHeads, int dim, long tokens, long square, long causal) {
    TensorType q = TensorType.rowMajor(1, tokens, (long) heads * dim);
    TensorType kv = TensorType.rowMajor(1, tokens, (long) kvHeads * dim);
    ImmutableList<TensorType> inputs = ImmutableList.of(q, kv, kv);
    Attention masked = new Attention(heads, kvHeads, dim, dim, true);
    assertThat(layers * masked.macs(inputs)).isEqualTo(square);
    assertThat(layers * VisibleKeys.macs(masked, inputs)).isEqualTo(causal);
    Attention open = new Attention(heads, kvHeads, dim, dim, false);
    assertThat(layers * VisibleKeys.macs(open, inputs)).isEqualTo(square);
  }
}
