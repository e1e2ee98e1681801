package dev.npusim.npu.program;

/** Which operand of a matrix product M x N x K stays in the array while the others stream. */
public enum Dataflow {
  /** Rows K, columns N, streams M. */
  WEIGHT_STATIONARY("ws"),
  /** Rows K, columns M, streams N. */
  INPUT_STATIONARY("is"),
  /** Rows M, columns N, streams K. */
  OUTPUT_STATIONARY("os"),
  /** Rows N, columns M, streams K: output-stationary with the operands' ports exchanged. */
  OUTPUT_STATIONARY_TRANSPOSED("os-t");

  private final String shortName;

  Dataflow(String shortName) {
    this.shortName = shortName;
  }

  public String shortName() {
    return shortName;
  }
}
