package dev.npusim.ir;

import com.google.common.primitives.ImmutableLongArray;

/**
 * An amount of memory along the execution of a graph.
 *
 * @param amounts one per node in graph order, in the unit the curve was asked for; the largest
 *     where a node stands for several operations
 */
public record MemoryCurve(ImmutableLongArray amounts, Peak peak) {
  /**
   * The first of the largest amounts.
   *
   * @param position of the node in graph order; 0 for a graph without nodes
   * @param operation operations that run before the one at the peak
   * @param operations of the whole graph, counted as {@link Fusion#operations} says
   */
  public record Peak(long amount, int position, int operation, int operations) {
    /** How far along the execution it is, from 0 to 1: {@code operation / operations}. */
    public double share() {
      return operations == 0 ? 0 : (double) operation / operations;
    }
  }
}
