package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pointwise;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.TakeElements;
import dev.npusim.ir.op.TakeNd;
import dev.npusim.ir.op.View;

/** Operations that behave alike on hardware under one name, such as {@code conv 3x3}. */
public final class OpClass {
  private static final ImmutableList<Class<? extends Operation>> MOVES =
      ImmutableList.of(
          Permute.class,
          Pad.class,
          Expand.class,
          Gather.class,
          Take.class,
          TakeElements.class,
          TakeNd.class,
          Scatter.class);

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
    return movesOnly(node) ? "data movement" : node.op().kind();
  }

  private static boolean movesOnly(Node node) {
    return MOVES.stream().anyMatch(kind -> kind.isInstance(node.op()));
  }

  /** True for MACs that the narrower counting convention includes. */
  public static boolean isConvOrLinear(Node node) {
    return node.op() instanceof Convolution
        || node.op() instanceof CausalConvolution
        || node.op() instanceof Linear;
  }
}
