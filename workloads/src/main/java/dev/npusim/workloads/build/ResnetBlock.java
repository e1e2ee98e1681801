package dev.npusim.workloads.build;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Two convolutions with a time embedding added in between and a residual around them (diffusers'
 * {@code ResnetBlock2D}). Where the channels change, a 1x1 convolution fits the residual.
 *
 * <pre>
 * x - norm1 - silu - conv1 - [+ time] - norm2 - silu - conv2 - (+) -
 *   \ [conv_shortcut] ----------------------------------------- /
 * </pre>
 */
final class ResnetBlock {
  private final Layers layers;
  private final Normalization norm;
  private final @Nullable Value time;

  /**
   * @param time N,width; null in models that know no time
   */
  ResnetBlock(Layers layers, Normalization norm, @Nullable Value time) {
    this.layers = layers;
    this.norm = norm;
    this.time = time;
  }

  /**
   * @param x N,C,H,W
   * @return N,{@code channels},H,W
   */
  Value build(String name, Value x, long channels) {
    Value h = layers.norm(name + ".norm1", name, norm, x);
    h = layers.unary(name + ".nonlinearity1", name, Unary.Function.SILU, h);
    h = layers.conv(name + ".conv1", name, h, channels, 3, 1);
    if (time != null) {
      h = layers.add(name + ".time_add", name, h, shift(name, time, channels));
    }
    h = layers.norm(name + ".norm2", name, norm, h);
    h = layers.unary(name + ".nonlinearity2", name, Unary.Function.SILU, h);
    h = layers.conv(name + ".conv2", name, h, channels, 3, 1);
    Value residual =
        x.type().shape().dim(1) == channels
            ? x
            : layers.conv(name + ".conv_shortcut", name, x, channels, 1, 1);
    return layers.add(name + ".add", name, residual, h);
  }

  /** What the time adds to every pixel of a channel: N,{@code channels},1,1. */
  private Value shift(String name, Value embedding, long channels) {
    Value h = layers.unary(name + ".time_nonlinearity", name, Unary.Function.SILU, embedding);
    h = layers.linear(name + ".time_emb_proj", name, h, channels, true);
    TensorType pixel = TensorType.image(h.type().shape().dim(0), channels, 1, 1);
    return layers.graph().add(name + ".time_view", name, new Reshape(pixel), h);
  }
}
