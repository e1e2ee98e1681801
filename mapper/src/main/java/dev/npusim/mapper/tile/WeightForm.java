package dev.npusim.mapper.tile;

import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;

/**
 * How the second operand of a contraction is stored and what becomes of it before the array.
 *
 * @param bits width of a stored element
 * @param scaled whether it carries group scales
 * @param sparsity structure along the reduction
 * @param dequantization lane operations that widen one stored element; 0 where none is widened
 * @param usedBits width in which the array reads an element
 */
public record WeightForm(
    int bits, boolean scaled, Sparsity sparsity, double dequantization, int usedBits) {

  /** Dense, and read as it is stored. */
  public static WeightForm plain(int bits, boolean scaled) {
    return new WeightForm(bits, scaled, Sparsity.DENSE, 0, bits);
  }

  public boolean isWidened() {
    return usedBits != bits;
  }

  /** Products of a part of the reduction that begins with a block. */
  public long products(long k) {
    return sparsity.stored(0, k);
  }

  /** Bytes of {@code elements} elements, those that are left out counted among them. */
  long bytes(long elements) {
    return data(elements, bits)
        + (scaled ? (elements + Precision.GROUP - 1) / Precision.GROUP * Precision.SCALE_BYTES : 0);
  }

  /** Bytes of as many elements widened; 0 where none is. */
  long widenedBytes(long elements) {
    return isWidened() ? data(elements, usedBits) : 0;
  }

  /** Lane operations that widen as many elements. */
  double laneOps(long elements) {
    return isWidened() ? dequantization * elements * sparsity.kept() / sparsity.of() : 0;
  }

  private long data(long elements, int width) {
    long cell = sparsity.isDense() ? width : sparsity.kept() * (width + sparsity.indexBits());
    return (elements * cell / sparsity.of() + 7) / 8;
  }
}
