package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Window;

/**
 * Convolutions with a batch norm behind each. For inference a norm is one multiply-add per channel,
 * so it can be folded into the convolution: scaled weights and a bias take the place of scale,
 * shift, mean and variance. Exporters do that; the numbers of parameters differ by the scales.
 *
 * @param folded whether norms are folded
 */
record ConvNorm(Layers layers, boolean folded) {
  private static final String FOLDED = "folded";

  /** The choice between the two, for a model's options. */
  static Option option() {
    return Option.choice(
        "norms", "batch norms folded into the convolutions, or nodes of their own", FOLDED, "kept");
  }

  static ConvNorm of(Layers layers, Options options) {
    return new ConvNorm(layers, options.text("norms").equals(FOLDED));
  }

  /**
   * A square convolution that keeps the extents at stride 1 (padding kernel/2).
   *
   * @param norm name of the norm
   * @param x N,C,H,W
   */
  Value build(
      String name,
      String norm,
      String block,
      Value x,
      long outputs,
      int kernel,
      int stride,
      int groups) {
    Window window = Window.of(kernel, stride, kernel / 2);
    Value h = layers.conv(name, block, x, outputs, window, groups, folded);
    return folded
        ? h
        : layers
            .graph()
            .add(
                norm,
                block,
                Normalization.batch(),
                h,
                GraphBuilder.parameter(norm + ".weight", outputs),
                GraphBuilder.parameter(norm + ".bias", outputs),
                GraphBuilder.constant(norm + ".running_mean", outputs),
                GraphBuilder.constant(norm + ".running_var", outputs));
  }
}
