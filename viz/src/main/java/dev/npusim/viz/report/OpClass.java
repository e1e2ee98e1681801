package dev.npusim.viz.report;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pointwise;
import dev.npusim.ir.op.View;

/** Operations that behave alike on hardware under one name, such as {@code conv 3x3}. */
public final class OpClass {
  private OpClass() {}

  public static String of(Node node) {
    if (node.op() instanceof Convolution convolution) {
      String kernel = convolution.rows().kernel() + "x" + convolution.columns().kernel();
      long channels = node.input(0).type().columns();
      return convolution.groups() == 1
          ? "conv " + kernel
          : convolution.groups() == channels ? "depthwise " + kernel : "grouped conv " + kernel;
    }
    if (node.op() instanceof CausalConvolution convolution) {
      return "causal conv " + convolution.kernel();
    }
    if (node.op() instanceof View) {
      return "view";
    }
    if (node.op() instanceof Pointwise) {
      return "elementwise";
    }
    if (node.op() instanceof Normalization) {
      return "norm";
    }
    if (node.op() instanceof Permute || node.op() instanceof Pad || node.op() instanceof Gather) {
      return "data movement";
    }
    return node.op().kind();
  }

  /** True for MACs that the narrower counting convention includes. */
  public static boolean isConvOrLinear(Node node) {
    return node.op() instanceof Convolution
        || node.op() instanceof CausalConvolution
        || node.op() instanceof Linear;
  }
}
