package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * The time between two accesses of a stored tensor with at least one other step in between: the
 * unit of the keep, spill or recompute decision.
 *
 * @param value the stored tensor
 * @param producerIndex position of the node that computes it; -1 for graph inputs
 * @param previousIndex position of the access that opens the gap: its producer or a reader
 * @param consumerIndex position of the reader that closes it
 * @param distance operations from the opening access to the closing one; reshapes and slices are
 *     none, a concat is one ({@link Fusion#operations})
 * @param producers what has to run again to have the tensor back at the consumer; nothing for graph
 *     inputs, which can only be kept or fetched
 */
public record Gap(
    Value value,
    int producerIndex,
    int previousIndex,
    int consumerIndex,
    int distance,
    Kind kind,
    Chain producers) {
  /** How the closing reader uses the tensor. */
  public enum Kind {
    /** A concat joins it to a later tensor, after something else has read it already. */
    SKIP,
    /** An addition adds it to a later tensor. */
    RESIDUAL,
    /** Any other late reader. */
    ACTIVATION
  }

  /** Positions to run again, ascending. */
  public ImmutableList<Integer> chain() {
    return producers.positions();
  }

  /** Multiply-accumulates of the chain. */
  public long chainMacs() {
    return producers.macs();
  }

  /** Learned numbers the chain reads again, shared ones once. */
  public long chainWeightElements() {
    return new ChainWeights(Value::elements).of(producers);
  }

  /** Tensors the chain reads that are there anyway at the consumer. */
  public ImmutableSet<Value> chainSources() {
    return producers.sources();
  }

  /**
   * Bytes of the parameters that the chain reads again, shared ones once, group scales included.
   */
  public long rereadBytes(Precision precision) {
    return new ChainWeights(precision::bytes).of(producers);
  }
}
