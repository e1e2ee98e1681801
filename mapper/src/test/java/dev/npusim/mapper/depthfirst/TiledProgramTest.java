package dev.npusim.mapper.depthfirst;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.View;
import dev.npusim.ir.op.Window;
import dev.npusim.mapper.Chips;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Tile;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the simulator runs and the checker says of graphs in tiles, and of wrong ones. */
class TiledProgramTest {
  private static final Npu NPU = Chips.of("edge-4tops");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void tilesRunAndAreAccepted(long seed) {
    Graph model = RandomChains.of(seed);
    Value last = model.outputs().get(0);
    int height = Math.toIntExact(last.type().shape().dim(2));
    Halo vertical = Halo.values()[(int) (seed % 2)];
    Halo horizontal = Halo.values()[(int) (seed / 2 % 2)];
    FusionPlan plan = DepthFirstTest.whole(model, Math.max(1, height / 3), 4, vertical, horizontal);
    Execution run = TiledRuns.run(NPU, DepthFirst.rewrite(model, plan));
    assertThat(Checker.check(model, run).violations()).as("%s", plan).isEmpty();
    assertThat(run.macs()).isEqualTo(model.macs());
    GroupCost cost = GroupCost.of(model, plan.groups().get(0), dev.npusim.ir.Precision.W8A8);
    assertThat(run.recomputedMacs()).isEqualTo(cost.macsAdded());
  }

  /** Two 3x3 convolutions, a pool, an addition and a transposed convolution. */
  private static Graph model() {
    GraphBuilder graph = new GraphBuilder("model");
    Value x = graph.input("x", TensorType.image(1, 4, 16, 12));
    Window same = Window.of(3, 1, 1);
    Value a = conv(graph, "a", x, same);
    Value b = conv(graph, "b", a, same);
    Value sum =
        graph.add(
            "sum", "", new dev.npusim.ir.op.Binary(dev.npusim.ir.op.Binary.Function.ADD), a, b);
    Window half = Window.of(3, 2, 1);
    Value pool = graph.add("pool", "", new Pool(Pool.Function.MAX, half, half), sum);
    Value patches =
        graph.add(
            "patches",
            "",
            new Convolution(Window.of(1, 1, 0), Window.of(1, 1, 0), 1),
            pool,
            GraphBuilder.parameter("patches.w", 16, 4, 1, 1));
    Window twice = Window.of(2, 2, 0);
    graph.output(graph.add("fold", "", new Fold(twice, twice, 16, 12), patches));
    return graph.build();
  }

  private static Value conv(GraphBuilder graph, String name, Value x, Window window) {
    return graph.add(
        name,
        "",
        new Convolution(window, window, 1),
        x,
        GraphBuilder.parameter(name + ".w", 4, 4, 3, 3));
  }

  private static TiledGraph tiled(Graph model, Halo halo) {
    return DepthFirst.rewrite(model, DepthFirstTest.whole(model, 4, 12, halo, Halo.CACHED));
  }

  private static CheckResult check(Graph model, Graph graph, Map<String, Tile> tiles) {
    return Checker.check(model, TiledRuns.run(NPU, graph, tiles));
  }

  @Test
  void everyWindowOffByOneIsRejected() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.CACHED);
    assertThat(check(model, good.graph(), good.tiles()).passed()).isTrue();
    for (Map.Entry<String, Tile> tile : good.tiles().entrySet()) {
      for (int by : new int[] {-1, 1}) {
        Region window = tile.getValue().window();
        if (window.rowBegin() + by >= 0) {
          Map<String, Tile> tiles = new HashMap<>(good.tiles());
          tiles.put(tile.getKey(), new Tile(tile.getValue().original(), window.shift(by, 0)));
          assertThat(check(model, good.graph(), tiles).passed()).as("%s by %d", tile, by).isFalse();
        }
      }
    }
  }

  @Test
  void aTileOfAnotherNodeIsRejected() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.CACHED);
    for (Map.Entry<String, Tile> tile : good.tiles().entrySet()) {
      Map<String, Tile> tiles = new HashMap<>(good.tiles());
      String other = tile.getValue().original().equals("a") ? "b" : "a";
      tiles.put(tile.getKey(), new Tile(other, tile.getValue().window()));
      assertThat(check(model, good.graph(), tiles).passed()).as("%s", tile).isFalse();
    }
  }

  @Test
  void aTileThatIsNotStatedIsRejected() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.CACHED);
    for (String tile : good.tiles().keySet()) {
      Map<String, Tile> tiles = new HashMap<>(good.tiles());
      tiles.remove(tile);
      assertThat(check(model, good.graph(), tiles).passed()).as(tile).isFalse();
    }
  }

  /** The graph with each node changed once, where {@code change} changes it and it matters. */
  private static List<Graph> mutants(Graph graph, UnaryOperator<Node> change) {
    List<Graph> mutants = new ArrayList<>();
    for (int i = 0; i < graph.nodes().size(); i++) {
      Node changed = change.apply(graph.nodes().get(i));
      if (changed.equals(graph.nodes().get(i)) || !isRead(graph, graph.nodes().get(i))) {
        continue;
      }
      List<Node> nodes = new ArrayList<>(graph.nodes());
      nodes.set(i, changed);
      mutants.add(new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes));
    }
    return mutants;
  }

  /** Whether anything computes with it: views of whole tensors may have no reader. */
  private static boolean isRead(Graph graph, Node node) {
    return !(node.op() instanceof View)
        || graph.isOutput(node.output())
        || graph.consumerIndices(node.output()).stream()
            .anyMatch(index -> isRead(graph, graph.nodes().get(index)));
  }

  private static Node with(Node node, dev.npusim.ir.op.Operation op) {
    return new Node(node.name(), node.block(), op, node.inputs(), node.outputs());
  }

  /** Every mutant, with halos of each kind, is found. */
  private static void everyMutantIsRejected(UnaryOperator<Node> change) {
    Graph model = model();
    int rejected = 0;
    for (Halo halo : Halo.values()) {
      TiledGraph good = tiled(model, halo);
      for (Graph mutant : mutants(good.graph(), change)) {
        assertThat(check(model, mutant, good.tiles()).passed()).isFalse();
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThanOrEqualTo(8);
  }

  @Test
  void paddingOnTheOtherSideIsRejected() {
    everyMutantIsRejected(
        node -> {
          if (node.op() instanceof Convolution conv) {
            return with(node, new Convolution(turned(conv.rows()), conv.columns(), conv.groups()));
          }
          return node.op() instanceof Pool pool
              ? with(node, new Pool(pool.function(), turned(pool.rows()), pool.columns()))
              : node;
        });
  }

  private static Window turned(Window w) {
    return new Window(w.kernel(), w.stride(), w.padAfter(), w.padBefore(), w.dilation());
  }

  @Test
  void anotherPartOfANeighbourIsRejected() {
    everyMutantIsRejected(
        node -> {
          if (node.op() instanceof Slice slice) {
            long extent = node.input(0).type().shape().dim(slice.axis());
            long start =
                slice.start() > 0
                    ? slice.start() - 1
                    : slice.start() + slice.length() < extent ? 1 : 0;
            return with(node, new Slice(slice.axis(), start, slice.length()));
          }
          return node;
        });
  }

  @Test
  void aTileOfAnotherPlaceIsRejected() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.RECOMPUTED);
    Map<String, Value> outputs = new HashMap<>();
    good.graph().nodes().forEach(node -> outputs.put(node.output().name(), node.output()));
    int rejected = 0;
    for (Node node : good.graph().nodes()) {
      // Tile 2 reads what tile 1 has made, of the same shape.
      for (Value input : node.inputs()) {
        Value other = outputs.get(input.name().replace("#2", "#1"));
        if (other != null && !other.equals(input) && other.type().equals(input.type())) {
          ImmutableList<Value> inputs =
              node.inputs().stream()
                  .map(value -> value.equals(input) ? other : value)
                  .collect(ImmutableList.toImmutableList());
          Node changed = new Node(node.name(), node.block(), node.op(), inputs, node.outputs());
          for (Graph mutant : mutants(good.graph(), each -> each.equals(node) ? changed : each)) {
            assertThat(check(model, mutant, good.tiles()).passed()).as(node.name()).isFalse();
            rejected++;
          }
        }
      }
    }
    assertThat(rejected).isGreaterThanOrEqualTo(4);
  }

  @Test
  void otherWeightsAreRejected() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.CACHED);
    Value other = GraphBuilder.parameter("other", 4, 4, 3, 3);
    List<Graph> mutants =
        mutants(
            good.graph(),
            node ->
                node.op() instanceof Convolution
                        && node.input(1).type().equals(other.type())
                        && node.name().endsWith("#1")
                    ? new Node(
                        node.name(),
                        node.block(),
                        node.op(),
                        ImmutableList.of(node.input(0), other),
                        node.outputs())
                    : node);
    assertThat(mutants).hasSize(2);
    for (Graph mutant : mutants) {
      assertThat(check(model, mutant, good.tiles()).passed()).isFalse();
    }
  }

  /** A dead tile more is a copy nobody stated; its work would be free. */
  @Test
  void aTileTwiceIsCountedAsRecomputed() {
    Graph model = model();
    TiledGraph good = tiled(model, Halo.RECOMPUTED);
    Execution run = TiledRuns.run(NPU, good);
    assertThat(run.macs()).isEqualTo(model.macs());
    long all =
        good.graph().nodes().stream()
            .filter(node -> !(node.op() instanceof View))
            .mapToLong(Node::macs)
            .sum();
    assertThat(run.recomputedMacs()).isEqualTo(all - model.macs()).isPositive();
  }
}
