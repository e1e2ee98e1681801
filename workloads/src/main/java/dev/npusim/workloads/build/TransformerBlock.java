package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Unary;

/**
 * Self-attention, cross-attention on the text and a gated feed-forward over the pixels of an image,
 * with a residual around each and around all (diffusers' {@code Transformer2DModel} with one {@code
 * BasicTransformerBlock} and 1x1 convolutions as projections).
 */
final class TransformerBlock {
  private final Layers layers;
  private final int groups;
  private final int heads;

  TransformerBlock(Layers layers, int groups, int heads) {
    this.layers = layers;
    this.groups = groups;
    this.heads = heads;
  }

  /**
   * @param name also the block of every node
   * @param x N,C,H,W
   * @param text N,tokens,features
   * @return of x's type
   */
  Value build(String name, Value x, Value text) {
    long channels = x.type().shape().dim(1);
    Value h = layers.groupNorm(name + ".norm", name, x, groups);
    h = layers.conv(name + ".proj_in", name, h, channels, 1, 1);
    h = layers.toTokens(name + ".to_tokens", name, h);
    String inner = name + ".transformer_blocks.0";
    Value normed = layers.layerNorm(inner + ".norm1", name, h);
    h = layers.add(inner + ".add1", name, attention(inner + ".attn1", name, normed, normed), h);
    normed = layers.layerNorm(inner + ".norm2", name, h);
    h = layers.add(inner + ".add2", name, attention(inner + ".attn2", name, normed, text), h);
    normed = layers.layerNorm(inner + ".norm3", name, h);
    h = layers.add(inner + ".add3", name, feedForward(inner + ".ff.net", name, normed), h);
    h = layers.toImage(name + ".to_image", name, h, x);
    h = layers.conv(name + ".proj_out", name, h, channels, 1, 1);
    return layers.add(name + ".add", name, h, x);
  }

  private Value attention(String name, String block, Value x, Value context) {
    long channels = x.type().columns();
    Value q = layers.linear(name + ".to_q", block, x, channels, false);
    Value k = layers.linear(name + ".to_k", block, context, channels, false);
    Value v = layers.linear(name + ".to_v", block, context, channels, false);
    int headDim = Math.toIntExact(channels / heads);
    Attention attention = new Attention(heads, heads, headDim, headDim, false);
    Value h = layers.graph().add(name, block, attention, q, k, v);
    return layers.linear(name + ".to_out.0", block, h, channels, true);
  }

  private Value feedForward(String name, String block, Value x) {
    long channels = x.type().columns();
    Value h = layers.linear(name + ".0.proj", block, x, channels * 8, true);
    h = layers.graph().add(name + ".0", block, new Gated(Unary.Function.GELU, true), h);
    return layers.linear(name + ".2", block, h, channels, true);
  }
}
