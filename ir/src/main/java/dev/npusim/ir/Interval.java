package dev.npusim.ir;

/**
 * The positions in graph order at which a stored tensor is alive, both inclusive: from the node
 * that computes it (0 for graph inputs) through the last node that reads it.
 */
public record Interval(int first, int last) {
  public boolean contains(int position) {
    return first <= position && position <= last;
  }
}
