package dev.npusim.workloads.build;

import dev.npusim.ir.Shape;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Resize;

/** Changes of an image's resolution, each with a 3x3 convolution that keeps the channels. */
record Resampling(Layers layers) {
  /**
   * Every second pixel of a convolution (diffusers' {@code Downsample2D}).
   *
   * @param name also the block
   */
  Value halve(String name, Value x) {
    return layers.conv(name + ".conv", name, x, x.type().columns(), 3, 2);
  }

  /**
   * Every pixel four times, then a convolution (diffusers' {@code Upsample2D}).
   *
   * @param name also the block
   */
  Value twice(String name, Value x) {
    Shape shape = x.type().shape();
    Resize resize = new Resize(Resize.Filter.NEAREST, shape.dim(2) * 2, shape.dim(3) * 2);
    Value h = layers.graph().add(name, name, resize, x);
    return layers.conv(name + ".conv", name, h, x.type().columns(), 3, 1);
  }
}
