package dev.npusim.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LivenessTest {
  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  /** By definition: a tensor is alive where it is there already and somebody still needs it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void liveElementsAreThoseOfTheDefinition(int seed) {
    Graph graph = RandomGraphs.of(seed, 5 + seed % 40);
    long[] expected = new long[graph.nodes().size()];
    for (int position = 0; position < expected.length; position++) {
      for (Value value : tensors(graph)) {
        expected[position] += isAlive(graph, value, position) ? value.elements() : 0;
      }
    }
    assertThat(Liveness.of(graph).liveElements(Liveness.Scores.FUSED).toArray())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void storedScoresNeverNeedLess(int seed) {
    Graph graph = RandomGraphs.of(seed, 5 + seed % 40);
    Liveness liveness = Liveness.of(graph);
    long[] fused = liveness.liveElements(Liveness.Scores.FUSED).toArray();
    long[] stored = liveness.liveElements(Liveness.Scores.MATERIALIZED).toArray();
    for (int position = 0; position < fused.length; position++) {
      if (graph.nodes().get(position).op() instanceof Attention) {
        assertThat(stored[position])
            .isGreaterThan(fused[position] - graph.nodes().get(position).output().elements());
      } else {
        assertThat(stored[position]).isEqualTo(fused[position]);
      }
    }
    assertThat(liveness.liveBytes(Liveness.Scores.FUSED, Precision.W8A8).toArray())
        .isEqualTo(fused);
    assertThat(
            liveness.liveBytes(Liveness.Scores.MATERIALIZED, Precision.parse("w16a16")).toArray())
        .isEqualTo(java.util.Arrays.stream(stored).map(n -> 2 * n).toArray());
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

  private static List<Value> tensors(Graph graph) {
    List<Value> all = new java.util.ArrayList<>(graph.inputs());
    graph.nodes().stream().filter(n -> !(n.op() instanceof View)).forEach(n -> all.add(n.output()));
    return all;
  }

  private static boolean isAlive(Graph graph, Value value, int position) {
    if (graph.producerIndex(value) > position) {
      return false;
    }
    int last = Math.max(0, graph.producerIndex(value));
    for (int reader = 0; reader < graph.nodes().size(); reader++) {
      for (Value input : graph.nodes().get(reader).inputs()) {
        last = consistsOf(graph, input, value) ? Math.max(last, reader) : last;
      }
    }
    boolean kept = graph.outputs().stream().anyMatch(output -> consistsOf(graph, output, value));
    return kept || last >= position;
  }

  private static boolean consistsOf(Graph graph, Value seen, Value stored) {
    Node producer = graph.producer(seen);
    return seen.equals(stored)
        || (producer != null
            && producer.op() instanceof View
            && producer.inputs().stream().anyMatch(input -> consistsOf(graph, input, stored)));
  }
}
