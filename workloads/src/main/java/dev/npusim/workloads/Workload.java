package dev.npusim.workloads;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model ready to be mapped.
 *
 * @param source where it came from, for the head of a report
 * @param coverage every node of the source file in file order; empty for built-in models, whose
 *     graph is the source
 * @param notes what the user has to know about how the source was read, one sentence each
 * @param parameters learned numbers as the source holds them, shared tensors counted once; the
 *     graph may hold others where batch norms were folded into weights, which the notes say
 * @param contents the numbers of a parameter or constant of the graph in row-major order of its
 *     shape, read from the file on every call; empty where the model holds none. Throws a {@link
 *     WorkloadException} where they cannot be read
 */
public record Workload(
    Graph graph,
    String source,
    ImmutableList<Coverage> coverage,
    ImmutableList<String> notes,
    long parameters,
    Function<Value, Optional<double[]>> contents) {

  /**
   * Sums must fit into 63 bits, so that nobody downstream has to ask.
   *
   * @throws ArithmeticException where they do not
   */
  public Workload {
    long work = 0;
    for (Node node : graph.nodes()) {
      work = Math.addExact(work, node.macs());
      work = Math.addExact(work, node.laneOps());
      work = Math.addExact(work, node.parameters());
    }
  }

  /** A model that is costed by its shapes only. */
  public Workload(Graph graph, String source, ImmutableList<String> notes) {
    this(
        graph,
        source,
        ImmutableList.of(),
        notes,
        graph.parameterCount(),
        value -> Optional.empty());
  }
}
