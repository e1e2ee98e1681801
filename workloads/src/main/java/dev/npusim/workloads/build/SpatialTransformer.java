package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;

/**
 * Transformer blocks over the pixels of an image, between two projections and with a residual
 * around all (diffusers' {@code Transformer2DModel}).
 */
final class SpatialTransformer {
  private final Layers layers;
  private final Normalization norm;
  private final boolean linearProjections;

  SpatialTransformer(Layers layers, Normalization norm, boolean linearProjections) {
    this.layers = layers;
    this.norm = norm;
    this.linearProjections = linearProjections;
  }

  /**
   * @param name also the block of every node
   * @param x N,C,H,W
   * @param text N,tokens,features
   * @param depth transformer blocks in a row
   * @return of x's type
   */
  Value build(String name, Value x, Value text, int heads, int depth) {
    Value h = layers.norm(name + ".norm", name, norm, x);
    h = tokens(name, h);
    TransformerBlock block = new TransformerBlock(layers, heads);
    for (int index = 0; index < depth; index++) {
      h = block.build(name + ".transformer_blocks." + index, name, h, text);
    }
    return layers.add(name + ".add", name, image(name, h, x), x);
  }

  private Value tokens(String name, Value image) {
    long channels = image.type().columns();
    String projection = name + ".proj_in";
    String view = name + ".to_tokens";
    return linearProjections
        ? layers.linear(projection, name, layers.toTokens(view, name, image), channels, true)
        : layers.toTokens(view, name, layers.conv(projection, name, image, channels, 1, 1));
  }

  private Value image(String name, Value tokens, Value like) {
    long channels = tokens.type().columns();
    String projection = name + ".proj_out";
    String view = name + ".to_image";
    return linearProjections
        ? layers.toImage(view, name, layers.linear(projection, name, tokens, channels, true), like)
        : layers.conv(projection, name, layers.toImage(view, name, tokens, like), channels, 1, 1);
  }
}
