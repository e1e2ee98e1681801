package dev.npusim.workloads.build;

import static dev.npusim.workloads.build.DecoderConfig.Projections.FUSED;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Slice;

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
   * @param window keys that a query sees at most; 0 for all up to its own
   * @param x batch,tokens,hidden
   * @return of x's type
   */
  Value build(String block, long window, Value x) {
    Value normed = norm("input_layernorm", block, x);
    Value attended = attention(block, window, normed);
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

  private Value attention(String block, long window, Value x) {
    GraphBuilder graph = layers.graph();
    DecoderConfig.Heads heads = config.heads();
    String name = block + ".self_attn";
    Projected made = config.projections() == FUSED ? split(block, x) : projected(block, x);
    Value q = graph.add(name + ".q_rope", block, new Rope(heads.count()), made.q, cosines, sines);
    Value k = graph.add(name + ".k_rope", block, new Rope(heads.kvCount()), made.k, cosines, sines);
    Value v = made.v;
    graph.output(k);
    graph.output(v);
    Attention attention =
        new Attention(
            heads.count(),
            heads.kvCount(),
            heads.size(),
            heads.size(),
            // One query at the end sees every key: a mask would change nothing but for a window.
            !step.decodes() || window > 0,
            heads.scale(),
            heads.softcap(),
            window);
    k = cached(name + ".k_cache", block, k);
    v = cached(name + ".v_cache", block, v);
    Value h = graph.add(name, block, attention, q, k, v);
    String output = name + "." + config.wiring().outputProjection();
    return layers.linear(output, block, h, config.hidden(), heads.outputBias());
  }

  /** Queries, keys and values before their positions are known. */
  private record Projected(Value q, Value k, Value v) {}

  private Projected projected(String block, Value x) {
    DecoderConfig.Heads heads = config.heads();
    String name = block + ".self_attn";
    return new Projected(
        layers.linear(name + ".q_proj", block, x, heads.queryWidth(), heads.bias()),
        layers.linear(name + ".k_proj", block, x, heads.kvWidth(), heads.bias()),
        layers.linear(name + ".v_proj", block, x, heads.kvWidth(), heads.bias()));
  }

  /** One matrix makes all three, side by side in the last axis. */
  private Projected split(String block, Value x) {
    DecoderConfig.Heads heads = config.heads();
    String name = block + ".self_attn";
    long queries = heads.queryWidth();
    long keys = heads.kvWidth();
    Value all = layers.linear(name + ".qkv_proj", block, x, queries + 2 * keys, heads.bias());
    GraphBuilder graph = layers.graph();
    return new Projected(
        graph.add(name + ".q", block, new Slice(2, 0, queries), all),
        graph.add(name + ".k", block, new Slice(2, queries, keys), all),
        graph.add(name + ".v", block, new Slice(2, queries + keys, keys), all));
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
    if (feedForward.gated() && config.projections() == FUSED) {
      Value both = layers.linear(name + ".gate_up_proj", block, x, 2 * feedForward.inner(), bias);
      Gated gated = new Gated(feedForward.activation(), false);
      Value inner = layers.graph().add(name + ".activation_fn", block, gated, both);
      return layers.linear(name + ".down_proj", block, inner, config.hidden(), bias);
    }
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
