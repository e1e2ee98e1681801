package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Rematerialization;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchOrderTest {
  /** More states than small graphs have. */
  private static final int ALL = 1 << 20;

  private static BranchOrder orders(Graph graph, long capacity) {
    return new BranchOrder(graph, Precision.W8A8::bytes, capacity);
  }

  /** Two branches, each with a wide tensor in the middle, written layer by layer side by side. */
  private static Graph branches(int size, int branches) {
    TestModels.Net net = new TestModels.Net("branches");
    Value x = net.graph.input("x", TensorType.image(1, 8, size, size));
    List<Value> wide = new ArrayList<>();
    for (int b = 0; b < branches; b++) {
      wide.add(net.conv("wide" + b, x, 64, 3, 1, 1));
    }
    Value sum = null;
    for (int b = 0; b < branches; b++) {
      Value narrow = net.conv("narrow" + b, wide.get(b), 8, 3, 1, 1);
      sum = sum == null ? narrow : net.add("sum" + b, sum, narrow);
    }
    net.graph.output(Objects.requireNonNull(sum));
    return net.graph.build();
  }

  /** The sums by their definition: after each step all values are asked who still reads them. */
  private static long[] sums(Graph graph, List<Integer> order, long capacity) {
    Aliases aliases = Aliases.of(graph);
    Set<Integer> done = new HashSet<>();
    long excess = 0;
    long alive = 0;
    for (int step : order) {
      Node running = graph.nodes().get(step);
      long live = 0;
      for (int made = 0; made < graph.nodes().size(); made++) {
        Value value = graph.nodes().get(made).output();
        boolean isThere = made == step || done.contains(made);
        boolean isRead = made == step;
        for (int reader = 0; reader < graph.nodes().size(); reader++) {
          Node node = graph.nodes().get(reader);
          isRead |=
              !done.contains(reader)
                  && !(node.op() instanceof View)
                  && node.inputs().stream()
                      .flatMap(input -> aliases.pieces(input).stream())
                      .anyMatch(piece -> piece.root().equals(value));
        }
        boolean isStored = !(graph.nodes().get(made).op() instanceof View);
        live += isStored && isThere && isRead ? Precision.W8A8.bytes(value) : 0;
      }
      done.add(step);
      if (!(running.op() instanceof View)) {
        excess += Math.max(0, live - capacity);
        alive += live;
      }
    }
    return new long[] {excess, alive};
  }

  /** The best of every topological order. */
  private static BranchOrder.Order best(
      BranchOrder orders, Graph graph, List<Integer> order, BranchOrder.Order best) {
    if (order.size() == graph.nodes().size()) {
      BranchOrder.Order measured = orders.measured(order);
      return measured.isBetterThan(best) ? measured : best;
    }
    BranchOrder.Order least = best;
    for (int node = 0; node < graph.nodes().size(); node++) {
      boolean isReady =
          !order.contains(node)
              && graph.nodes().get(node).inputs().stream()
                  .mapToInt(graph::producerIndex)
                  .allMatch(producer -> producer < 0 || order.contains(producer));
      if (isReady) {
        List<Integer> longer = new ArrayList<>(order);
        longer.add(node);
        least = best(orders, graph, longer, least);
      }
    }
    return least;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void noOrderIsBetter(int seed) {
    Graph graph = seed == 0 ? branches(8, 3) : RandomModels.of(seed, 3);
    for (long capacity : new long[] {0, 4 << 10, 16 << 10}) {
      BranchOrder orders = orders(graph, capacity);
      BranchOrder.Order found = orders.best(ALL);
      BranchOrder.Order least = best(orders, graph, List.of(), orders.own());
      assertThat(least.isBetterThan(found)).as("%s, %s", least, found).isFalse();
      assertThat(new long[] {found.excess(), found.alive()})
          .containsExactly(sums(graph, found.order(), capacity));
      BranchOrder.Order own = orders.own();
      assertThat(new long[] {own.excess(), own.alive()})
          .containsExactly(sums(graph, own.order(), capacity));
      BranchOrder.Order narrow = orders.best(1);
      assertThat(narrow.isBetterThan(found)).isFalse();
      assertThat(orders.measured(narrow.order())).isEqualTo(narrow);
    }
  }

  @Test
  void oneBranchAfterTheOther() {
    Graph graph = branches(16, 3);
    BranchOrder.Order found = orders(graph, 20_000).best(ALL);
    assertThat(found.isBetterThan(orders(graph, 20_000).own())).isTrue();
    assertThat(found.order().stream().map(node -> graph.nodes().get(node).name()).toList())
        .startsWith("wide0", "narrow0", "wide1", "narrow1", "sum1");
  }

  /** The simulator measures what the order saves, and the checker accepts the run. */
  @Test
  void savesTheTrafficOfWhatWouldNotFit() {
    Graph graph = branches(32, 3);
    Npu npu = Chips.withSram(128);
    Options options = Options.DEFAULT.withGoal(Goal.DRAM);
    Schedule schedule =
        Scheduler.schedule(
            graph,
            npu,
            options.withFusion(new FusionChoice(FusionChoice.Mode.NONE, Optional.empty())));
    Schedule.Candidate best = schedule.published();
    long greedy =
        schedule.candidates().stream()
            .filter(each -> each.strategy().equals("keep-greedy") && each.cycles() >= 0)
            .mapToLong(Schedule.Candidate::dramBytes)
            .min()
            .orElseThrow();
    assertThat(best.dramBytes()).isLessThan(greedy);
    assertThat(
            schedule.candidates().stream()
                .filter(each -> each.strategy().equals("reorder") && each.cycles() >= 0)
                .mapToLong(Schedule.Candidate::dramBytes)
                .min()
                .orElseThrow())
        .isLessThan(greedy);
    assertThat(Checker.check(graph, schedule.execution()).violations()).isEmpty();
    assertThat(best.dramBytes()).isGreaterThanOrEqualTo(schedule.bounds().dramBytes());
  }

  /** Any order of a random model makes a program that computes the model. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void everyOrderRuns(int seed) {
    Graph graph = RandomModels.of(seed, 8);
    ScheduleProblem problem =
        ScheduleProblem.of(graph, Chips.withSram(256), Options.DEFAULT, false);
    ImmutableList<Integer> order = orders(graph, 0).best(ALL).order();
    Plan plan = Plan.free(256 << 10, Plan.Pricing.TIME, 1).with(order);
    Programs programs = new Programs(problem, new ScheduleCache());
    var program = programs.build(plan).program();
    var execution = Simulator.run(problem.npu(), program);
    assertThat(Checker.check(graph, execution).violations()).isEmpty();
  }

  @Test
  void copiesGoWithTheirReader() {
    Graph graph = branches(16, 2);
    Rematerialization none = Rematerialization.none(graph);
    assertThat(none.inOrder(names("wide1", "narrow1", "wide0", "narrow0", "sum1")).graph().nodes())
        .extracting(Node::name)
        .containsExactly("wide1", "narrow1", "wide0", "narrow0", "sum1");
    assertThatThrownBy(() -> none.inOrder(names("narrow1", "wide1", "wide0", "narrow0", "sum1")))
        .isInstanceOf(IrException.class);
  }

  private static ImmutableList<String> names(String... names) {
    return ImmutableList.copyOf(names);
  }
}
