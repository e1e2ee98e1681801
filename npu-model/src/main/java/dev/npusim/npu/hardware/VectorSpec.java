package dev.npusim.npu.hardware;

/**
 * The vector unit.
 *
 * @param lanes lane operations per cycle, at any precision
 * @param dequantization lane operations that widen one weight to the activations' format
 */
public record VectorSpec(int lanes, double dequantization) {
  /**
   * One multiply-add per weight, (q - zero point) x scale; unpacking counts as part of the load.
   */
  public static final double DEQUANTIZATION = 1;

  /** A unit that takes {@value #DEQUANTIZATION} lane operation per weight. */
  public VectorSpec(int lanes) {
    this(lanes, DEQUANTIZATION);
  }
}
