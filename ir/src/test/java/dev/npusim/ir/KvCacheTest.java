package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Linear;
import org.junit.jupiter.api.Test;

/** 4 query heads over 2 key/value heads of 8 numbers. */
class KvCacheTest {
  private static final Attention ATTENTION = new Attention(4, 2, 8, 8, false);

  private final GraphBuilder graph = new GraphBuilder("decoder");

  private Value linear(String name, Value x, long width) {
    return graph.add(
        name, "", new Linear(), x, GraphBuilder.parameter(name + ".w", width, x.type().columns()));
  }

  private KvCache cache(Value result) {
    graph.output(result);
    return KvCache.of(graph.build());
  }

  @Test
  void prefillReturnsWhatIsKept() {
    Value x = graph.input("x", TensorType.rowMajor(1, 5, 32));
    Value k = linear("k", x, 16);
    Value v = linear("v", x, 16);
    graph.output(k);
    graph.output(v);
    KvCache cache = cache(graph.add("attend", "", ATTENTION, linear("q", x, 32), k, v));
    assertThat(cache.parts()).hasSize(2);
    assertThat(cache.cachedTokens()).isZero();
    assertThat(cache.bytesPerToken(Precision.W8A8)).isEqualTo(32);
    assertThat(cache.bytesPerToken(Precision.parse("w4a16"))).isEqualTo(64);
  }

  @Test
  void decodeAppendsToAState() {
    Value x = graph.input("x", TensorType.rowMajor(2, 1, 32));
    Value k = appended("k", linear("k", x, 16));
    Value v = appended("v", linear("v", x, 16));
    // Two attentions share one cache.
    Value first = graph.add("attend1", "", ATTENTION, linear("q1", x, 32), k, v);
    KvCache cache = cache(graph.add("attend2", "", ATTENTION, linear("q2", first, 32), k, v));
    assertThat(cache.parts()).hasSize(2);
    assertThat(cache.cachedTokens()).isEqualTo(7);
    assertThat(cache.bytesPerToken(Precision.W8A8)).isEqualTo(32);
  }

  @Test
  void aWindowKeepsNoMoreThanItsTokens() {
    Value x = graph.input("x", TensorType.rowMajor(2, 1, 32));
    Value k = appended("k", linear("k", x, 16));
    Value v = appended("v", linear("v", x, 16));
    Attention narrow = new Attention(4, 2, 8, 8, true, 1, 0, 3);
    Value first = graph.add("attend1", "", narrow, linear("q1", x, 32), k, v);
    graph.output(first);
    assertThat(KvCache.of(graph.build()).cachedBytes(Precision.W8A8)).isEqualTo(3 * 32);
    Attention wider = new Attention(4, 2, 8, 8, true, 1, 0, 5);
    Value second = graph.add("attend2", "", wider, linear("q2", first, 32), k, v);
    graph.output(second);
    assertThat(KvCache.of(graph.build()).cachedBytes(Precision.W8A8)).isEqualTo(5 * 32);
    KvCache all = cache(graph.add("attend3", "", ATTENTION, linear("q3", second, 32), k, v));
    assertThat(all.cachedBytes(Precision.W8A8)).isEqualTo(7 * 32);
    assertThat(all.parts()).hasSize(2);
  }

  private Value appended(String name, Value fresh) {
    Value state = graph.state(name + ".cache", TensorType.rowMajor(2, 7, 16));
    return graph.add(name + ".all", "", new Concat(1), state, fresh);
  }

  @Test
  void aStateThatDoesNotGrowIsNoCache() {
    Value x = graph.input("x", TensorType.rowMajor(1, 1, 32));
    Value k = graph.state("k", TensorType.rowMajor(1, 9, 16));
    Value v = graph.state("v", TensorType.rowMajor(1, 9, 16));
    assertThat(cache(graph.add("attend", "", ATTENTION, linear("q", x, 32), k, v)).isEmpty())
        .isTrue();
  }

  @Test
  void anEncoderHasNone() {
    Value x = graph.input("x", TensorType.rowMajor(1, 5, 32));
    KvCache cache =
        cache(
            graph.add(
                "attend",
                "",
                ATTENTION,
                linear("q", x, 32),
                linear("k", x, 16),
                linear("v", x, 16)));
    assertThat(cache.isEmpty()).isTrue();
    assertThat(cache.bytesPerToken(Precision.W8A8)).isZero();
  }
}
