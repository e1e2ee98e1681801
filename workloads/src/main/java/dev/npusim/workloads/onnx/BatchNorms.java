package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.Lowering;
import dev.npusim.workloads.raise.Raising;
import dev.npusim.workloads.raise.RaisingRule;
import java.util.List;
import java.util.Locale;

/**
 * What became of a file's batch norms. A folded norm's scale is gone from the graph that runs, but
 * was learned, so parameters are counted before.
 *
 * @param before batch norms of the file
 * @param after those that stay operations
 * @param parametersBefore learned numbers before any was folded; counted only if one was
 */
record BatchNorms(int before, int after, long parametersBefore, BatchNormChoice choice) {

  /** Applies {@code rules} to the graph, those that fold last and only if they are wanted. */
  static BatchNorms raise(LogicalGraph graph, List<RaisingRule> rules, BatchNormChoice choice) {
    List<RaisingRule> keeping =
        rules.stream().filter(rule -> !Raising.FOLDING.contains(rule)).toList();
    List<RaisingRule> folding =
        rules.stream().filter(rule -> choice.folds() && Raising.FOLDING.contains(rule)).toList();
    Raising.apply(graph, keeping);
    int before = count(graph);
    if (before == 0 || folding.isEmpty()) {
      return new BatchNorms(before, before, 0, choice);
    }
    long parameters = Lowering.lower(graph).graph().parameterCount();
    Raising.apply(graph, folding);
    return new BatchNorms(before, count(graph), parameters, choice);
  }

  private static int count(LogicalGraph graph) {
    return (int)
        graph.nodes().stream()
            .filter(
                node ->
                    node.op() instanceof Normalization norm
                        && norm.kindOf() == Normalization.Kind.BATCH)
            .count();
  }

  long parameters(Graph graph) {
    return before == after ? graph.parameterCount() : parametersBefore;
  }

  ImmutableList<String> notes(Graph graph) {
    if (before == 0) {
      return choice.given()
          ? ImmutableList.of(BatchNormChoice.OPTION + ": the file has no batch norms")
          : ImmutableList.of();
    }
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    if (before > after) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%d of %d batch norms folded into the weights before them (--dim norms=kept keeps"
                  + " them); parameters as the file holds them: %,d, scales and shifts of batch"
                  + " norms among them, %,d when folded; running statistics are constants",
              before - after,
              before,
              parametersBefore,
              graph.parameterCount()));
    }
    if (after > 0) {
      notes.add(
          after
              + " of "
              + before
              + " batch norms kept as operations: "
              + (choice.folds()
                  ? "no convolution or linear layer stands right before them, or others read its"
                      + " result or weights too"
                  : "norms=kept")
              + "; their running statistics are constants, not parameters");
    }
    return notes.build();
  }
}
