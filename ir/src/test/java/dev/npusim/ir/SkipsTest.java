package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkipsTest {
  private static final TensorType TYPE = TensorType.rowMajor(1, 4, 8);

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gapsOfRandomGraphsAreThoseOfTheDefinition(int seed) {
    assertGaps(RandomGraphs.of(seed, 5 + seed % 60));
  }

  /** Layers in a row, some with skips over several and some with weights that others read too. */
  @ParameterizedTest
  @MethodSource("seeds")
  void gapsOfResidualStacksAreThoseOfTheDefinition(int seed) {
    assertGaps(stack(new Random(seed), 1 + seed % 12));
  }

  private static void assertGaps(Graph graph) {
    Precision precision = Precision.parse("w4a16");
    ChainWeights weights = new ChainWeights(precision::bytes);
    List<String> found =
        Skips.of(graph).gaps().stream()
            .map(gap -> SkipsByDefinition.line(gap, weights.of(gap.producers())))
            .toList();
    assertThat(found).isEqualTo(new SkipsByDefinition(graph).lines(precision::bytes));
  }

  /**
   * Chains of a deep stack reach back to its beginning: together they have tens of millions of
   * nodes.
   */
  @Test
  void deepStacksTakeHardlyLongerThanTheirSize() {
    Graph graph = stack(new Random(1), 6000);
    List<Gap> gaps =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Skips.of(graph).gaps());
    ChainWeights weights = new ChainWeights(Value::elements);
    Gap last = gaps.get(gaps.size() - 1);
    long bytes =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> gaps.stream().mapToLong(gap -> weights.of(gap.producers())).sum());
    assertThat(bytes).isPositive();
    assertThat(last.chain()).hasSizeGreaterThan(6000);
  }

  @Test
  void reshapesAndSlicesAreNoSteps() {
    GraphBuilder graph = new GraphBuilder("views");
    Value x = graph.add("x", "", new Unary(Unary.Function.RELU), graph.input("in", TYPE));
    Value y = graph.add("y", "", new Unary(Unary.Function.EXP), x);
    y = graph.add("there", "", new Reshape(TensorType.rowMajor(1, 8, 4)), y);
    y = graph.add("back", "", new Reshape(TYPE), y);
    y = graph.add("z", "", new Unary(Unary.Function.SILU), y);
    graph.output(graph.add("sum", "", new Binary(Binary.Function.ADD), x, y));
    assertThat(Skips.of(graph.build()).gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.distance()).isEqualTo(2));
  }

  private static Graph stack(Random random, int layers) {
    GraphBuilder graph = new GraphBuilder("stack");
    Value x = graph.input("in", TYPE);
    Value early = x;
    for (int layer = 0; layer < layers; layer++) {
      String weight = random.nextInt(4) == 0 ? "shared" : "layer" + layer;
      Value h = graph.add(layer + ".act", "", new Unary(Unary.Function.SILU), x);
      Value table = GraphBuilder.parameter(weight + ".weight", 8, 8);
      h = graph.add(layer + ".linear", "", new Linear(), h, table);
      boolean far = random.nextInt(6) == 0;
      x = graph.add(layer + ".add", "", new Binary(Binary.Function.ADD), far ? early : x, h);
      early = random.nextInt(6) == 0 ? x : early;
    }
    graph.output(x);
    return graph.build();
  }
}
