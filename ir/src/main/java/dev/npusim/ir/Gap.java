package dev.npusim.ir;

import com.google.common.collect.ImmutableList;

/**
 * The time between two accesses of a stored tensor with at least one other step in between: the
 * unit of the keep, spill or recompute decision.
 *
 * @param value the stored tensor
 * @param producerIndex position of the node that computes it; -1 for graph inputs
 * @param previousIndex position of the access that opens the gap: its producer or a reader
 * @param consumerIndex position of the reader that closes it
 * @param chain positions to run again, ascending, to have the tensor back at the consumer; empty
 *     for graph inputs, which can only be kept or fetched
 * @param chainMacs multiply-accumulates of the chain
 * @param chainWeightElements learned numbers the chain reads again, shared ones once
 * @param chainSources tensors the chain reads that are there anyway at the consumer
 */
public record Gap(
    Value value,
    int producerIndex,
    int previousIndex,
    int consumerIndex,
    Kind kind,
    ImmutableList<Integer> chain,
    long chainMacs,
    long chainWeightElements,
    ImmutableList<Value> chainSources) {
  /** How the closing reader uses the tensor. */
  public enum Kind {
    /** A concat joins it to a later tensor, after something else has read it already. */
    SKIP,
    /** An addition adds it to a later tensor. */
    RESIDUAL,
    /** Any other late reader. */
    ACTIVATION
  }

  /** Steps from the opening access to the closing one, views not counted. */
  public int distance() {
    return consumerIndex - previousIndex;
  }

  /**
   * Bytes of the parameters that the chain reads again, shared ones once, group scales included.
   *
   * @param graph in which this gap is
   */
  public long rereadBytes(Graph graph, Precision precision) {
    return chain.stream()
        .flatMap(position -> graph.nodes().get(position).inputs().stream())
        .filter(input -> input.kind() == Value.Kind.PARAMETER)
        .distinct()
        .mapToLong(precision::bytes)
        .reduce(0, Math::addExact);
  }
}
