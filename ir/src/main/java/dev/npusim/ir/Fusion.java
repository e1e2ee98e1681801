package dev.npusim.ir;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.View;

/**
 * Which results inside the compound operations of a graph are stored in memory. Memory figures mean
 * nothing without it: a U-Net's peak differs tenfold between the first and the last of these.
 *
 * <p>Each mode says how many operations a node stands for, and by that how far along an execution a
 * node is. Reshapes and slices are no operations; a concat is one, as it is where skips come back,
 * although it stores nothing.
 */
public enum Fusion {
  /**
   * Every result is stored. Attention is three operations (scores, softmax, values), a gated unit
   * two (the gate's function, the product).
   */
  NONE("scores and gates stored"),

  /** Attention keeps its scores near the array (flash attention); every other result is stored. */
  ATTENTION("attention fused, gates stored"),

  /** As the graph's nodes run: neither scores nor gates are stored. */
  ATTENTION_AND_GATES("attention and gates fused");

  private final String label;

  Fusion(String label) {
    this.label = label;
  }

  /** What is stored, in words. */
  public String label() {
    return label;
  }

  /** True where an attention's scores are tensors in memory. */
  public boolean storesScores() {
    return this == NONE;
  }

  /** True where the function of a gate is a tensor in memory before it is multiplied. */
  public boolean storesGates() {
    return this != ATTENTION_AND_GATES;
  }

  /** Operations that {@code node} stands for; 0 for reshapes and slices. */
  public int operations(Node node) {
    if (node.op() instanceof View) {
      return node.op() instanceof Concat ? 1 : 0;
    }
    if (node.op() instanceof Attention && storesScores()) {
      return 3;
    }
    return node.op() instanceof Gated && storesGates() ? 2 : 1;
  }
}
