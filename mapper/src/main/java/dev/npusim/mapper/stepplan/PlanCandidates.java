package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The ways in which the candidates of a graph may be recomputed. */
final class PlanCandidates {
  private final StepGraph graph;

  private PlanCandidates(StepGraph graph) {
    this.graph = graph;
  }

  /** By tensor, use and depth. */
  static ImmutableList<Recomputation> of(StepGraph graph) {
    PlanCandidates candidates = new PlanCandidates(graph);
    ImmutableList.Builder<Recomputation> all = ImmutableList.builder();
    for (int tensor : graph.candidates().asList()) {
      for (int use = 1; use < graph.uses(tensor).length(); use++) {
        int step = graph.uses(tensor).get(use);
        if (step - graph.producer(tensor) >= StepModel.LEAST_DISTANCE) {
          all.addAll(candidates.chains(tensor, use, step));
        }
      }
    }
    return all.build();
  }

  /** One for each depth that there is: a chain ends where only graph inputs are left. */
  private List<Recomputation> chains(int tensor, int use, int step) {
    List<Recomputation> found = new ArrayList<>();
    TreeSet<Integer> front = new TreeSet<>(List.of(tensor)); // later tensors have larger numbers
    List<Integer> chain = new ArrayList<>();
    while (chain.size() < StepModel.LONGEST_CHAIN
        && !front.isEmpty()
        && !graph.isInput(front.last())) {
      int producer = graph.producer(front.pollLast());
      chain.add(producer);
      front.addAll(graph.node(producer).operands().asList());
      found.add(recomputation(tensor, use, step, chain, front));
    }
    return found;
  }

  private Recomputation recomputation(
      int tensor, int use, int step, List<Integer> chain, Set<Integer> front) {
    List<StepNode> nodes = chain.stream().map(graph::node).toList();
    long weights = nodes.stream().mapToLong(StepNode::weightBytes).sum();
    boolean tiled =
        chain.size() <= StepModel.LONGEST_TILED_CHAIN && nodes.stream().allMatch(StepNode::tiled);
    return new Recomputation(
        tensor,
        use,
        step,
        ImmutableIntArray.copyOf(chain),
        ImmutableIntArray.copyOf(front),
        tiled ? 1 + StepModel.TILE_OVERLAP * (chain.size() - 1) : 1,
        Math.addExact(
            tiled ? StepModel.TILE_BYTES * chain.size() : whole(nodes),
            StepModel.weightBuffer(weights)),
        weights);
  }

  /** Whole tensors at once: the result, the two largest others of the chain, the workspace. */
  private static long whole(List<StepNode> nodes) {
    long others =
        nodes.stream()
            .skip(1)
            .map(StepNode::outputBytes)
            .sorted(Comparator.reverseOrder())
            .limit(2)
            .mapToLong(Long::longValue)
            .sum();
    long workspace = nodes.stream().mapToLong(StepNode::workspaceBytes).max().orElse(0);
    return Math.addExact(nodes.get(0).outputBytes(), Math.addExact(others, workspace));
  }
}
