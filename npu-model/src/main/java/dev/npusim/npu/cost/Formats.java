package dev.npusim.npu.cost;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Operation;
import dev.npusim.npu.hardware.ArraySpec;

/** Number formats, widths and structure of a contraction's operands. */
public final class Formats {
  private Formats() {}

  /** True when the second operand is a parameter matrix, stored at the weight width. */
  public static boolean hasWeights(Operation op) {
    return op instanceof Convolution || op instanceof CausalConvolution || op instanceof Linear;
  }

  /** The format the MACs of {@code op} ask for: the wider operand's, or the mix of both. */
  public static String macFormat(Operation op, Precision precision) {
    return hasWeights(op) ? precision.macFormat() : precision.activationFormat();
  }

  /**
   * Whether the weights of {@code node}, where it runs on the array, are widened to the
   * activations' format by the vector unit first: they are narrower, and the array has no unit for
   * the mix.
   */
  public static boolean dequantizes(Node node, Precision precision, ArraySpec array) {
    return hasWeights(node.op())
        && node.input(1).isStatic()
        && precision.hasNarrowWeights()
        && !array.macsPerCycle().containsKey(precision.macFormat());
  }

  /** Bits of the second operand's elements as the array reads them. */
  public static int secondOperandBits(Node node, Precision precision, ArraySpec array) {
    return hasWeights(node.op()) && !dequantizes(node, precision, array)
        ? precision.weightBits()
        : precision.activationBits();
  }

  /** Lane operations that widen {@code weights} stored elements, rounded up. */
  public static long dequantizationLaneOps(long weights, double perWeight) {
    return (long) Math.ceil(weights * perWeight);
  }

  /** Share of the energy of this node's MACs that zero activations save. */
  public static double gatedShare(Node node, Precision precision) {
    return hasWeights(node.op()) ? precision.zeros() : 0;
  }

  /** What of {@code asked} a run on {@code array} makes use of; other zeros are multiplied. */
  public static Precision used(Precision asked, ArraySpec array) {
    return asked.with(
        array.sparsity().equals(asked.weights()) ? asked.weights() : Sparsity.DENSE,
        array.zeroGating() ? asked.zeros() : 0);
  }
}
