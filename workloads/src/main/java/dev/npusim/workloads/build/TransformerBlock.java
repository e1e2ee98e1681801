package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Unary;

/**
 * Self-attention, cross-attention on the text and a gated feed-forward, with a residual around each
 * (diffusers' {@code BasicTransformerBlock}).
 */
final class TransformerBlock {
  private static final AttentionLayer.Projections PROJECTIONS =
      new AttentionLayer.Projections("to_q", "to_k", "to_v", "to_out.0", false);

  private final Layers layers;
  private final AttentionLayer attention;

  TransformerBlock(Layers layers, int heads) {
    this.layers = layers;
    this.attention = new AttentionLayer(layers, heads, false);
  }

  /**
   * @param x N,pixels,channels
   * @param text N,tokens,features
   * @return of x's type
   */
  Value build(String name, String block, Value x, Value text) {
    Value normed = layers.layerNorm(name + ".norm1", block, x);
    Value h = attention.build(name + ".attn1", block, PROJECTIONS, normed, normed);
    Value afterSelf = layers.add(name + ".add1", block, h, x);
    normed = layers.layerNorm(name + ".norm2", block, afterSelf);
    h = attention.build(name + ".attn2", block, PROJECTIONS, normed, text);
    Value afterCross = layers.add(name + ".add2", block, h, afterSelf);
    normed = layers.layerNorm(name + ".norm3", block, afterCross);
    h = feedForward(name + ".ff.net", block, normed);
    return layers.add(name + ".add3", block, h, afterCross);
  }

  private Value feedForward(String name, String block, Value x) {
    long channels = x.type().columns();
    Value h = layers.linear(name + ".0.proj", block, x, channels * 8, true);
    h = layers.graph().add(name + ".0", block, new Gated(Unary.Function.GELU, true), h);
    return layers.linear(name + ".2", block, h, channels, true);
  }
}
