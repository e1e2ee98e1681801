package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Slice;

/** Multi-head attention between the projections of its inputs and of its result. */
final class AttentionLayer {
  /**
   * What a model calls the projections.
   *
   * @param bias whether queries, keys and values have one; the output always does
   */
  record Projections(String query, String key, String value, String output, boolean bias) {}

  private final Layers layers;
  private final int heads;
  private final boolean causal;

  AttentionLayer(Layers layers, int heads, boolean causal) {
    this.layers = layers;
    this.heads = heads;
    this.causal = causal;
  }

  /**
   * Queries from {@code x}; keys and values from {@code context}, which is x for self-attention.
   *
   * @param x N,rows,channels
   * @param context N,rows,features
   * @return of x's type
   */
  Value build(String name, String block, Projections names, Value x, Value context) {
    String prefix = name + ".";
    long channels = x.type().columns();
    Value q = layers.linear(prefix + names.query(), block, x, channels, names.bias());
    Value k = layers.linear(prefix + names.key(), block, context, channels, names.bias());
    Value v = layers.linear(prefix + names.value(), block, context, channels, names.bias());
    return attend(name, block, prefix + names.output(), q, k, v);
  }

  /**
   * Self-attention with one projection for queries, keys and values side by side (torch's {@code
   * MultiheadAttention}).
   *
   * @param x N,rows,channels
   * @return of x's type
   */
  Value packed(String name, String block, Value x) {
    long channels = x.type().columns();
    Value all = layers.linear(name + ".in_proj", block, x, 3 * channels, true);
    Value q = part(name + ".query", block, all, 0, channels);
    Value k = part(name + ".key", block, all, channels, channels);
    Value v = part(name + ".value", block, all, 2 * channels, channels);
    return attend(name, block, name + ".out_proj", q, k, v);
  }

  private Value part(String name, String block, Value all, long start, long length) {
    return layers.graph().add(name, block, new Slice(all.type().columnAxis(), start, length), all);
  }

  private Value attend(String name, String block, String output, Value q, Value k, Value v) {
    long channels = q.type().columns();
    int headDim = Math.toIntExact(channels / heads);
    Attention attention = new Attention(heads, heads, headDim, headDim, causal);
    Value h = layers.graph().add(name, block, attention, q, k, v);
    return layers.linear(output, block, h, channels, true);
  }
}
