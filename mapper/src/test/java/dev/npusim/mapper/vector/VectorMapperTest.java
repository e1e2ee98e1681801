package dev.npusim.mapper.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels.Net;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.npu.hardware.Npu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorMapperTest {
  private static final Npu NPU = Chips.of("edge-4tops");
  private static final TensorType IMAGE = TensorType.image(1, 64, 56, 56);
  private static final TensorType TOKENS = TensorType.rowMajor(1, 384, 768);

  private static Graph alone(TensorType input, BiFunction<Net, Value, Value> operation) {
    Net net = new Net("alone");
    net.graph.output(operation.apply(net, net.graph.input("x", input)));
    return net.graph.build();
  }

  static Map<String, Graph> graphs() {
    Map<String, Graph> graphs = new LinkedHashMap<>();
    Window pool = Window.of(3, 2, 1);
    graphs.put("softmax", alone(TOKENS, (net, x) -> net.graph.add("n", "", new Softmax(), x)));
    graphs.put("layer norm", alone(TOKENS, (net, x) -> net.norm("n", Normalization.layer(), x)));
    graphs.put("group norm", alone(IMAGE, (net, x) -> net.norm("n", Normalization.group(32), x)));
    graphs.put("gelu", alone(TOKENS, (net, x) -> net.unary("n", Unary.Function.GELU, x)));
    graphs.put(
        "max pool",
        alone(
            IMAGE, (net, x) -> net.graph.add("n", "", new Pool(Pool.Function.MAX, pool, pool), x)));
    graphs.put(
        "resize",
        alone(
            IMAGE,
            (net, x) -> net.graph.add("n", "", new Resize(Resize.Filter.NEAREST, 112, 112), x)));
    graphs.put("depthwise", alone(IMAGE, (net, x) -> net.conv("n", x, 64, 3, 1, 64)));
    graphs.put(
        "transpose",
        alone(
            TOKENS,
            (net, x) ->
                net.graph.add(
                    "n",
                    "",
                    new Permute(
                        TensorType.rowMajor(1, 768, 384),
                        ImmutableLongArray.of(384, 768),
                        ImmutableList.of(1, 0)),
                    x)));
    Net sum = new Net("sum");
    sum.graph.output(sum.add("n", sum.graph.input("a", TOKENS), sum.graph.input("b", TOKENS)));
    graphs.put("sum", sum.graph.build());
    return graphs;
  }

  static Stream<String> names() {
    return graphs().keySet().stream();
  }

  private static VectorProblem problem(String name) {
    return problem(graphs().get(name));
  }

  private static VectorProblem problem(Graph graph) {
    return new VectorProblem(graph.nodes().get(0), Precision.W8A8);
  }

  private static MappedVector map(VectorProblem problem, Npu npu, Objective objective) {
    return new VectorMapper(npu, problem).search(objective, Effort.NORMAL, () -> false);
  }

  /**
   * In the blocks of a program the same bytes move in about as many cycles; but that rows which two
   * windows share are there already, which a program reads again.
   */
  @ParameterizedTest
  @MethodSource("names")
  void agreesWithTheSimulatorOnTheOperationAlone(String name) {
    Graph graph = graphs().get(name);
    Schedule run = Scheduler.schedule(graph, NPU, Options.DEFAULT);
    VectorProblem problem = problem(graph);
    long rows = run.mappings().get(0).blockRows();
    VectorCost same =
        VectorCounter.cost(NPU, problem, new VectorNest(rows, problem.whole().columns(), false));
    long moved = run.execution().dramReadBytes() + run.execution().dramWriteBytes();
    boolean slides = List.of("max pool", "resize", "depthwise").contains(name);
    assertThat(same.dramBytes()).isBetween(slides ? moved * 3 / 4 : moved, moved);
    assertThat((double) same.cycles() / run.execution().cycles())
        .isBetween(slides ? .75 : .95, 1.05);
    MappedVector best = map(problem, NPU, Objective.LATENCY);
    assertThat(best.best().cycles()).isLessThanOrEqualTo(same.cycles());
    assertThat(best.floor().cycles()).isLessThanOrEqualTo(run.execution().cycles());
  }

  /** Fewer blocks are tried: the first of them is at most that part of all loads. */
  @ParameterizedTest
  @MethodSource("names")
  void lessEffortIsNeverBetterAndNearlyAsGood(String name) {
    for (Objective objective : Objective.values()) {
      double normal = map(problem(name), NPU, objective).searched().cost();
      double fast =
          new VectorMapper(NPU, problem(name))
              .search(objective, Effort.FAST, () -> false)
              .searched()
              .cost();
      assertThat(fast).isBetween(normal, normal * (1 + 1.0 / Effort.FAST.mostBlocks()));
    }
  }

  /** Bytes of each operand, once. */
  @ParameterizedTest
  @CsvSource({
    "softmax, 589824",
    "layer norm, 590592",
    "gelu, 589824",
    "sum, 884736",
    "max pool, 250880",
    "resize, 1003520",
    "depthwise, 402048",
    "transpose, 589824"
  })
  void everythingPassesOnce(String name, long bytes) {
    assertThat(map(problem(name), NPU, Objective.LATENCY).best().dramBytes()).isEqualTo(bytes);
  }

  @Test
  void aNormOverRowsReadsItsInputTwiceUnlessItIsHeld() {
    VectorProblem norm = problem("group norm");
    long input = 64 * 56 * 56;
    VectorCost held = VectorCounter.cost(NPU, norm, new VectorNest(56, 64, true));
    VectorCost passing = VectorCounter.cost(NPU, norm, new VectorNest(56, 64, false));
    assertThat(held.dramBytes()).isEqualTo(2 * input + 64);
    assertThat(passing.dramBytes()).isEqualTo(3 * input + 64);
    assertThat(held.sramBytes() - passing.sramBytes()).isEqualTo(input - 2 * 56 * 64);
    assertThat(map(norm, NPU, Objective.ENERGY).best().dramBytes()).isEqualTo(held.dramBytes());
    Npu small = Chips.withSram(64);
    assertThat(map(norm, small, Objective.ENERGY).best().dramBytes())
        .isEqualTo(passing.dramBytes());
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingIsBelowTheFloorOrAboveTheCapacity(String name) {
    VectorProblem problem = problem(name);
    for (Objective objective : Objective.values()) {
      MappedVector mapped = map(problem, NPU, objective);
      VectorCost best = mapped.best();
      assertThat(best.sramBytes()).isLessThanOrEqualTo(NPU.sram().sizeBytes());
      assertThat(best.laneOps()).isGreaterThanOrEqualTo(problem.laneOps());
      for (long rows = 1; rows <= problem.whole().rows(); rows = 2 * rows + 1) {
        VectorCost other =
            VectorCounter.cost(
                NPU, problem, new VectorNest(rows, problem.whole().columns(), false));
        assertThat(other.cycles()).isGreaterThanOrEqualTo(mapped.floor().cycles());
        assertThat(other.energy().total()).isGreaterThanOrEqualTo(mapped.floor().joules());
        assertThat(other.dramBytes()).isGreaterThanOrEqualTo(mapped.floor().dramBytes());
      }
      assertThat(mapped.searched().lowerBound()).isLessThanOrEqualTo(mapped.searched().cost());
    }
  }

  /** Every number of rows, one by one: the sizes that are left out are not better. */
  @ParameterizedTest
  @ValueSource(strings = {"softmax", "layer norm", "gelu", "sum"})
  void noOtherNumberOfRowsIsMuchFaster(String name) {
    VectorProblem problem = problem(name);
    long fastest = Long.MAX_VALUE;
    for (long rows = 1; rows <= problem.whole().rows(); rows++) {
      VectorNest nest = new VectorNest(rows, problem.whole().columns(), false);
      VectorCost cost = VectorCounter.cost(NPU, problem, nest);
      if (cost.sramBytes() <= NPU.sram().sizeBytes()) {
        fastest = Math.min(fastest, cost.cycles());
      }
    }
    assertThat((double) map(problem, NPU, Objective.LATENCY).best().cycles() / fastest)
        .isBetween(1.0, 1.005);
  }

  @Test
  void whatDoesNotFitSaysWhatItNeeds() {
    assertThatThrownBy(() -> map(problem("transpose"), Chips.withSram(64), Objective.LATENCY))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("layer n")
        .hasMessageContaining("589,824 bytes")
        .hasMessageContaining("65,536");
  }
}
