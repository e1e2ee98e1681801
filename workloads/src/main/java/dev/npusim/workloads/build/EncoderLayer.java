package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;

/**
 * One layer of a transformer encoder that normalises first: self-attention, then a perceptron of
 * two linear layers, with a residual around each.
 *
 * <pre>
 * x - norm1 - attention - (+) - norm2 - expand - activation - contract - (+) -
 *   \ ------------------- / \ ------------------------------------------ /
 * </pre>
 *
 * @param inner features between the linear layers
 */
record EncoderLayer(
    Layers layers,
    Names names,
    Normalization norm,
    SelfAttention selfAttention,
    long inner,
    Unary.Function activation) {
  /** What a model calls the parts. */
  record Names(
      String norm1,
      String attention,
      String norm2,
      String expand,
      String activation,
      String contract) {}

  /** Attention of a sequence to itself: N,rows,channels to the same. */
  @FunctionalInterface
  interface SelfAttention {
    Value build(String name, String block, Value x);
  }

  /**
   * @param name also the block of every node
   * @param x N,rows,channels
   * @return of x's type
   */
  Value build(String name, Value x) {
    String prefix = name + ".";
    Value h = layers.norm(prefix + names.norm1(), name, norm, x);
    h = selfAttention.build(prefix + names.attention(), name, h);
    Value attended = layers.add(prefix + "add1", name, x, h);
    h = layers.norm(prefix + names.norm2(), name, norm, attended);
    h = layers.linear(prefix + names.expand(), name, h, inner, true);
    h = layers.unary(prefix + names.activation(), name, activation, h);
    h = layers.linear(prefix + names.contract(), name, h, x.type().columns(), true);
    return layers.add(prefix + "add2", name, attended, h);
  }
}
