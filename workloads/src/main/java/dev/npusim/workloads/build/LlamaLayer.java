package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Unary;

/**
 * One decoder layer: grouped-query attention over the cached and the new tokens, then a SwiGLU
 * feed-forward, with a residual around each. The new keys and values are graph outputs: what the
 * run adds to the cache.
 */
final class LlamaLayer {
  private final Layers layers;
  private final LlamaConfig config;

  /** Cached tokens; 0 in prefill. */
  private final long context;

  LlamaLayer(Layers layers, LlamaConfig config, long context) {
    this.layers = layers;
    this.config = config;
    this.context = context;
  }

  /**
   * @param x 1,tokens,hidden
   * @return of x's type
   */
  Value build(String name, Value x, Value cosines, Value sines) {
    Value normed = layers.rmsNorm(name + ".input_layernorm", name, x);
    Value h = attention(name, normed, cosines, sines);
    h = layers.add(name + ".add1", name, x, h);
    normed = layers.rmsNorm(name + ".post_attention_layernorm", name, h);
    return layers.add(name + ".add2", name, h, feedForward(name, normed));
  }

  private Value attention(String block, Value x, Value cosines, Value sines) {
    GraphBuilder graph = layers.graph();
    String name = block + ".self_attn";
    Value q =
        layers.linear(name + ".q_proj", block, x, (long) config.heads() * config.headDim(), false);
    Value k = layers.linear(name + ".k_proj", block, x, config.kvWidth(), false);
    Value v = layers.linear(name + ".v_proj", block, x, config.kvWidth(), false);
    q = graph.add(name + ".q_rope", block, new Rope(config.heads()), q, cosines, sines);
    k = graph.add(name + ".k_rope", block, new Rope(config.kvHeads()), k, cosines, sines);
    graph.output(k);
    graph.output(v);
    Attention attention =
        new Attention(
            config.heads(), config.kvHeads(), config.headDim(), config.headDim(), context == 0);
    Value h =
        graph.add(
            name,
            block,
            attention,
            q,
            cached(name + ".k_cache", block, k),
            cached(name + ".v_cache", block, v));
    return layers.linear(name + ".o_proj", block, h, config.hidden(), false);
  }

  private Value cached(String name, String block, Value fresh) {
    if (context == 0) {
      return fresh;
    }
    Value cache = layers.graph().state(name, TensorType.rowMajor(1, context, config.kvWidth()));
    return layers.graph().add(name + ".concat", block, new Concat(1), cache, fresh);
  }

  private Value feedForward(String block, Value x) {
    String name = block + ".mlp";
    Value gate = layers.linear(name + ".gate_proj", block, x, config.inner(), false);
    gate = layers.unary(name + ".act_fn", block, Unary.Function.SILU, gate);
    Value up = layers.linear(name + ".up_proj", block, x, config.inner(), false);
    Value h = layers.multiply(name + ".mul", block, gate, up);
    return layers.linear(name + ".down_proj", block, h, config.hidden(), false);
  }
}
