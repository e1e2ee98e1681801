package dev.npusim.mapper.depthfirst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DepthFirstTest {
  static LongStream seeds() {
    return LongStream.rangeClosed(1, 300);
  }

  static FusionPlan whole(Graph graph, int height, int width, Halo vertical, Halo horizontal) {
    ImmutableList<String> nodes = leading(graph);
    return new FusionPlan(
        ImmutableList.of(new FusionGroup(nodes, height, width, vertical, horizontal)));
  }

  /** Names of the nodes that lead to the output. */
  private static ImmutableList<String> leading(Graph graph) {
    java.util.Set<String> read = new java.util.HashSet<>();
    graph.outputs().forEach(value -> read.add(value.name()));
    java.util.List<String> names = new java.util.ArrayList<>();
    for (Node node : graph.nodes().reverse()) {
      if (read.contains(node.output().name())) {
        names.add(0, node.name());
        node.inputs().forEach(input -> read.add(input.name()));
      }
    }
    return ImmutableList.copyOf(names);
  }

  static Map<String, Tensor> run(Graph graph, long seed) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (Value input : graph.inputs()) {
      inputs.put(input.name(), new Tensor(input.type(), numbers(input, seed)));
    }
    return Executor.run(graph, value -> Optional.of(numbers(value, seed)), inputs);
  }

  private static double[] numbers(Value value, long seed) {
    return new Random(seed + value.name().hashCode()).doubles(value.elements(), -1, 1).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tilesComputeWhatTheModelComputes(long seed) {
    Graph model = RandomChains.of(seed);
    Map<String, Tensor> expected = run(model, seed);
    Value last = model.outputs().get(0);
    int height = Math.toIntExact(last.type().shape().dim(2));
    int width = Math.toIntExact(last.type().shape().dim(3));
    Random random = new Random(seed);
    for (Halo vertical : Halo.values()) {
      for (Halo horizontal : Halo.values()) {
        FusionPlan plan =
            whole(
                model,
                1 + random.nextInt(height),
                random.nextBoolean() ? width : 1 + random.nextInt(width),
                vertical,
                horizontal);
        TiledGraph tiled = DepthFirst.rewrite(model, plan);
        assertThat(tiled.graph().outputs()).isEqualTo(model.outputs());
        Map<String, Tensor> got = run(tiled.graph(), seed);
        for (String name : expected.keySet()) {
          assertThat(got.get(name).toArray())
              .as("%s in %s", name, plan)
              .containsExactly(expected.get(name).toArray(), within(1e-9));
        }
        boolean cached = vertical == Halo.CACHED && horizontal == Halo.CACHED;
        assertThat(tiled.graph().macs())
            .satisfies(
                macs -> {
                  if (cached) {
                    assertThat(macs).isEqualTo(model.macs());
                  } else {
                    assertThat(macs).isGreaterThanOrEqualTo(model.macs());
                  }
                });
        assertThat(tiled.graph().nodes())
            .filteredOn(node -> !(node.op() instanceof View))
            .filteredOn(node -> plan.groups().get(0).nodes().contains(node.name()))
            .isEmpty();
      }
    }
  }
}
