package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredInputTest {
  private static final Window POINT = Window.of(1, 1, 0);
  private static final Convolution CONVOLUTION = new Convolution(POINT, POINT, 1);
  private static final Attention ATTENTION = new Attention(2, 2, 4, 4, false);

  private static StoredInput stored(LogicalGraph graph, String input) {
    return StoredInput.of(graph, new Readers(graph), input);
  }

  @Test
  void whatAConvolutionReadsIsAnImage() {
    LogicalGraph graph =
        new LogicalModel()
            .input("x", 1, 3, 4, 5)
            .reals("w", new long[] {2, 3, 1, 1})
            .apply("y", CONVOLUTION, "x", "w")
            .graph("y");
    assertThat(stored(graph, "x").type().layout()).isEqualTo(Layout.IMAGE);
    assertThat(stored(graph, "x").order().isStoredAs(Layout.IMAGE)).isTrue();
  }

  @Test
  void beItAfterWorkOnSinglePixels() {
    LogicalGraph graph =
        new LogicalModel()
            .input("x", 1, 3, 4, 5)
            .reals("w", new long[] {2, 3, 1, 1})
            .apply("r", new Unary(Unary.Function.RELU), "x")
            .apply("y", CONVOLUTION, "r", "w")
            .graph("y");
    assertThat(stored(graph, "x").type().layout()).isEqualTo(Layout.IMAGE);
  }

  /** The weight of a convolution is no image, nor is what a transpose stands in front of. */
  @Test
  void whatNothingReadsAsAnImageIsStoredAsItIs() {
    LogicalGraph graph =
        new LogicalModel()
            .input("x", 1, 4, 5, 3)
            .input("w", 2, 3, 1, 1)
            .transpose("t", "x", 0, 3, 1, 2)
            .apply("y", CONVOLUTION, "t", "w")
            .graph("y");
    assertThat(stored(graph, "x").type().layout()).isEqualTo(Layout.ROW_MAJOR);
    assertThat(stored(graph, "w").type().layout()).isEqualTo(Layout.ROW_MAJOR);
  }

  /** B,H,S,D brought to B,S,H*D, joined with new tokens and read. */
  private static LogicalModel decoder() {
    return new LogicalModel()
        .input("past", 1, 2, 6, 4)
        .input("new", 1, 1, 8)
        .input("q", 1, 1, 8)
        .input("v", 1, 7, 8)
        .transpose("apart", "past", 0, 2, 1, 3)
        .regroup("before", "apart", 1, 6, 8)
        .apply("k", new Concat(1), "before", "new")
        .apply("y", ATTENTION, "q", "k", "v");
  }

  @Test
  void aKeptCacheIsStoredAsAttentionReadsIt() {
    LogicalGraph graph = decoder().graph("y");
    graph.keep("past");
    StoredInput past = stored(graph, "past");
    assertThat(past.type().shape()).isEqualTo(Shape.of(1, 6, 8));
    assertThat(past.order().transpose(List.of(0, 2, 1, 3)).isStoredAs(Layout.ROW_MAJOR)).isTrue();
    assertThat(past.order().isStoredAs(Layout.ROW_MAJOR)).isFalse();
  }

  @Test
  void aCacheThatIsNotKeptIsStoredAsItIs() {
    assertThat(stored(decoder().graph("y"), "past").type().shape()).isEqualTo(Shape.of(1, 2, 6, 4));
  }

  /** Somebody else reads the cache as B,H,S,D: it stays so. */
  @Test
  void aCacheWithAnotherReaderIsStoredAsItIs() {
    LogicalGraph graph =
        decoder()
            .reals("w", new long[] {3, 4})
            .apply("z", new Linear(), "past", "w")
            .graph("y", "z");
    graph.keep("past");
    assertThat(stored(graph, "past").type().shape()).isEqualTo(Shape.of(1, 2, 6, 4));
  }
}
