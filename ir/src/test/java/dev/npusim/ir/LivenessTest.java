package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LivenessTest {
  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /**
   * By definition, for each operation that a node stands for: every tensor that is there already
   * and that the operation or a later one still reads, found by looking at all of them.
   */
  @ParameterizedTest
  @MethodSource("seeds")
  void liveActivationsAreThoseOfTheDefinition(int seed) {
    Graph graph = RandomGraphs.of(seed, 5 + seed % 40);
    for (Fusion fusion : Fusion.values()) {
      MemoryCurve curve = Liveness.of(graph).liveActivations(fusion, Value::elements);
      BruteForceLiveness expected = new BruteForceLiveness(graph, fusion);
      assertThat(curve.amounts().toArray()).as("%s", fusion).isEqualTo(expected.perNode());
      assertThat(curve.peak()).as("%s", fusion).isEqualTo(expected.peak());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void workingSetAddsTheParametersOfTheNode(int seed) {
    Graph graph = RandomGraphs.of(seed, 5 + seed % 40);
    Liveness liveness = Liveness.of(graph);
    for (Fusion fusion : Fusion.values()) {
      long[] live = liveness.liveActivations(fusion, Value::elements).amounts().toArray();
      long[] working = liveness.workingSet(fusion, Value::elements).amounts().toArray();
      for (int position = 0; position < live.length; position++) {
        assertThat(working[position])
            .isEqualTo(live[position] + graph.nodes().get(position).parameters());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void bytesAreElementsTimesTheWidth(int seed) {
    Liveness liveness = Liveness.of(RandomGraphs.of(seed, 5 + seed % 40));
    Precision wide = Precision.parse("w16a16");
    for (Fusion fusion : Fusion.values()) {
      long[] elements = liveness.workingSet(fusion, Value::elements).amounts().toArray();
      assertThat(liveness.workingSet(fusion, Precision.W8A8::bytes).amounts().toArray())
          .isEqualTo(elements);
      assertThat(liveness.workingSet(fusion, wide::bytes).amounts().toArray())
          .isEqualTo(Arrays.stream(elements).map(n -> 2 * n).toArray());
    }
  }

  @Test
  void aGraphWithoutNodesHasEmptyCurves() {
    GraphBuilder builder = new GraphBuilder("empty");
    builder.output(builder.input("x", TensorType.rowMajor(2, 3)));
    MemoryCurve curve = Liveness.of(builder.build()).liveActivations(Fusion.NONE, Value::elements);
    assertThat(curve.amounts().length()).isZero();
    assertThat(curve.peak().share()).isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void gapsAreBetweenAccessesAndTheirChainsRebuildTheTensor(int seed) {
    Graph graph = RandomGraphs.of(seed, 5 + seed % 40);
    for (Gap gap : Skips.of(graph).gaps()) {
      assertThat(gap.previousIndex()).isBetween(gap.producerIndex(), gap.consumerIndex() - 1);
      Set<Value> there = new HashSet<>(gap.chainSources());
      assertThat(there).allMatch(source -> isThereAnyway(graph, source, gap.consumerIndex()));
      long macs = 0;
      for (int position : gap.chain()) {
        Node node = graph.nodes().get(position);
        assertThat(there)
            .containsAll(
                node.inputs().stream()
                    .filter(input -> !input.isStatic())
                    .map(input -> behindViews(graph, input))
                    .toList());
        there.addAll(node.outputs());
        macs += node.macs();
      }
      assertThat(there.contains(gap.value())).isEqualTo(gap.producerIndex() >= 0);
      assertThat(gap.chainMacs()).isEqualTo(macs);
    }
  }

  private static boolean isThereAnyway(Graph graph, Value source, int position) {
    int producer = graph.producerIndex(source);
    boolean readLater =
        graph.nodes().subList(position, graph.nodes().size()).stream()
            .flatMap(node -> node.inputs().stream())
            .anyMatch(input -> behindViews(graph, input).equals(source));
    boolean kept = graph.outputs().stream().anyMatch(o -> behindViews(graph, o).equals(source));
    return producer < 0 || (producer < position && (readLater || kept));
  }

  private static Value behindViews(Graph graph, Value value) {
    Node node = graph.producer(value);
    boolean transparent = node != null && node.op().kind().matches("reshape|slice");
    return transparent ? behindViews(graph, node.input(0)) : value;
  }
}
