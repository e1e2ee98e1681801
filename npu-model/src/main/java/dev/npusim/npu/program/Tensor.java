package dev.npusim.npu.program;

import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;

/**
 * A stored matrix. Views of the graph (reshape, concat, slice) have no tensor of their own: they
 * are parts of these. A weight is stored as a matrix of K rows (the reduction; input channel
 * outermost, then kernel row, then kernel column) by N columns (output features, group after
 * group); other parameters as one row.
 *
 * @param name the graph value, or for scratch the node's name and a suffix
 * @param role what it is
 * @param rows of its matrix
 * @param columns of its matrix
 * @param bits per stored element
 * @param scaleBytesPerGroup bytes of group scales that come with every {@code Precision.GROUP}
 *     elements; 0 for none
 */
public record Tensor(
    int id, String name, Role role, int rows, int columns, int bits, int scaleBytesPerGroup) {
  /** What a tensor is. */
  public enum Role {
    /** A graph input or state: in DRAM when the run starts. */
    INPUT,
    /** A parameter or constant: in DRAM when the run starts. */
    WEIGHT,
    /** Computed. */
    ACTIVATION,
    /** Inside one node (attention scores and probabilities), never in DRAM. */
    SCRATCH
  }

  public Region whole() {
    return new Region(0, rows, 0, columns);
  }

  /** Stored bytes of {@code elements} elements: whole bytes, group scales included. */
  public long bytes(long elements) {
    long scales =
        scaleBytesPerGroup == 0
            ? 0
            : (elements + Precision.GROUP - 1) / Precision.GROUP * scaleBytesPerGroup;
    return (elements * bits + 7) / 8 + scales;
  }

  public long bytes(Region region) {
    return bytes(region.elements());
  }
}
