package dev.npusim.npu.cost;

import dev.npusim.ir.Precision;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Operation;

/** Number formats and widths of a contraction's operands. */
public final class Formats {
  private Formats() {}

  /** True when the second operand is a parameter matrix, stored at the weight width. */
  public static boolean hasWeights(Operation op) {
    return op instanceof Convolution || op instanceof CausalConvolution || op instanceof Linear;
  }

  /** The format the MACs of {@code op} run in: the wider operand's. */
  public static String macFormat(Operation op, Precision precision) {
    return hasWeights(op) ? precision.macFormat() : precision.activationFormat();
  }

  /** Bits of the second operand's elements. */
  public static int secondOperandBits(Operation op, Precision precision) {
    return hasWeights(op) ? precision.weightBits() : precision.activationBits();
  }
}
