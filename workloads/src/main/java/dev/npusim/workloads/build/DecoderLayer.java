package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Rope;

/**
 * One decoder layer: grouped-query attention over the cached and the new tokens and a perceptron,
 * with norms and residuals as the {@link DecoderConfig.Wiring} says. The new keys and values are
 * graph outputs: what the run adds to the cache.
 */
final class DecoderLayer {
  private final Layers layers;
  private final DecoderConfig config;
  private final GenerationStep step;
  private final Value cosines;
  private final Value sines;

  DecoderLayer(
      Layers layers, DecoderConfig config, GenerationStep step, Value cosines, Value sines) {
    this.layers = layers;
    this.config = config;
    this.step = step;
    this.cosines = cosines;
    this.sines = sines;
  }

  /**
   * @param block also the prefix of every node's name
   * @param x batch,tokens,hidden
   * @return of x's type
   */
  Value build(String block, Value x) {
    Value normed = norm("input_layernorm", block, x);
    Value attended = attention(block, normed);
    return switch (config.wiring()) {
      case SEQUENTIAL -> {
        Value h = layers.add(block + ".add1", block, x, attended);
        normed = norm("post_attention_layernorm", block, h);
        yield layers.add(block + ".add2", block, h, feedForward(block, normed));
      }
      case SANDWICH -> {
        attended = norm("post_attention_layernorm", block, attended);
        Value h = layers.add(block + ".add1", block, x, attended);
        normed = norm("pre_feedforward_layernorm", block, h);
        Value made = norm("post_feedforward_layernorm", block, feedForward(block, normed));
        yield layers.add(block + ".add2", block, h, made);
      }
      case PARALLEL -> {
        Value h = layers.add(block + ".add1", block, attended, feedForward(block, normed));
        yield layers.add(block + ".add2", block, h, x);
      }
    };
  }

  private Value norm(String name, String block, Value x) {
    return layers.norm(block + "." + name, block, config.norm(), x);
  }

  private Value attention(String block, Value x) {
    GraphBuilder graph = layers.graph();
    DecoderConfig.Heads heads = config.heads();
    String name = block + ".self_attn";
    Value q = layers.linear(name + ".q_proj", block, x, heads.queryWidth(), heads.bias());
    Value k = layers.linear(name + ".k_proj", block, x, heads.kvWidth(), heads.bias());
    Value v = layers.linear(name + ".v_proj", block, x, heads.kvWidth(), heads.bias());
    q = graph.add(name + ".q_rope", block, new Rope(heads.count()), q, cosines, sines);
    k = graph.add(name + ".k_rope", block, new Rope(heads.kvCount()), k, cosines, sines);
    graph.output(k);
    graph.output(v);
    Attention attention =
        new Attention(
            heads.count(),
            heads.kvCount(),
            heads.size(),
            heads.size(),
            !step.decodes(),
            heads.scale(),
            heads.softcap());
    k = cached(name + ".k_cache", block, k);
    v = cached(name + ".v_cache", block, v);
    Value h = graph.add(name, block, attention, q, k, v);
    String output = name + "." + config.wiring().outputProjection();
    return layers.linear(output, block, h, config.hidden(), heads.outputBias());
  }

  private Value cached(String name, String block, Value fresh) {
    if (!step.decodes()) {
      return fresh;
    }
    TensorType kept = TensorType.rowMajor(step.batch(), step.context(), config.heads().kvWidth());
    Value cache = layers.graph().state(name, kept);
    return layers.graph().add(name + ".concat", block, new Concat(1), cache, fresh);
  }

  private Value feedForward(String block, Value x) {
    DecoderConfig.FeedForward feedForward = config.feedForward();
    String name = block + ".mlp";
    boolean bias = feedForward.bias();
    String first = feedForward.gated() ? ".gate_proj" : ".fc1";
    Value h = layers.linear(name + first, block, x, feedForward.inner(), bias);
    h = layers.unary(name + ".act_fn", block, feedForward.activation(), h);
    if (!feedForward.gated()) {
      return layers.linear(name + ".fc2", block, h, config.hidden(), bias);
    }
    Value up = layers.linear(name + ".up_proj", block, x, feedForward.inner(), bias);
    h = layers.multiply(name + ".mul", block, h, up);
    return layers.linear(name + ".down_proj", block, h, config.hidden(), bias);
  }
}
