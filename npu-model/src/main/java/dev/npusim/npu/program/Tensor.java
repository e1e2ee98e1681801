package dev.npusim.npu.program;

import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Sparsity;

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
 * @param sparsity structure along the rows: of every M of them only N are stored, with their places
 */
public record Tensor(
    int id,
    String name,
    Role role,
    int rows,
    int columns,
    int bits,
    int scaleBytesPerGroup,
    Sparsity sparsity) {
  /** Every element is stored. */
  public Tensor(
      int id, String name, Role role, int rows, int columns, int bits, int scaleBytesPerGroup) {
    this(id, name, role, rows, columns, bits, scaleBytesPerGroup, Sparsity.DENSE);
  }

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

  /**
   * Stored bytes of {@code elements} elements in whole blocks of rows: whole bytes, group scales
   * included.
   */
  public long bytes(long elements) {
    return (elements * cellBits() / sparsity.of() + 7) / 8 + scaleBytes(elements);
  }

  /** Stored bytes of a region: whole blocks of rows, whole bytes, group scales included. */
  public long bytes(Region region) {
    return dataBytes(region) + scaleBytes(region.elements());
  }

  /** The same without group scales. */
  public long dataBytes(Region region) {
    return (cells(region).elements() * cellBits() + 7) / 8;
  }

  private long scaleBytes(long elements) {
    return scaleBytesPerGroup == 0
        ? 0
        : (elements + Precision.GROUP - 1) / Precision.GROUP * scaleBytesPerGroup;
  }

  /**
   * The units in which {@code region} is stored, each of {@link #cellBits}: elements, or where the
   * rows have a structure its blocks, a cut one whole.
   */
  public Region cells(Region region) {
    if (sparsity.isDense()) {
      return region;
    }
    int begin = region.rowBegin() / sparsity.of();
    return new Region(
        begin,
        begin + Math.toIntExact(sparsity.blocks(region.rowBegin(), region.rowEnd())),
        region.columnBegin(),
        region.columnEnd());
  }

  /** Bits of one stored unit: an element, or a block of N elements with their places. */
  public int cellBits() {
    return sparsity.isDense() ? bits : sparsity.kept() * (bits + sparsity.indexBits());
  }
}
