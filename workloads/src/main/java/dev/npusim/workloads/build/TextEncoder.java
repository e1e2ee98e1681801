package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;

/**
 * A bidirectional encoder that normalises last (BERT), with its pooler: features of every token,
 * and of the first one through one more layer. Nodes are named as in transformers.
 *
 * <pre>
 * x - attention - (+) - norm - dense - activation - dense - (+) - norm -
 *   \ ----------- /          \ --------------------------- /
 * </pre>
 */
public record TextEncoder(TextEncoderConfig config) implements LanguageModel {
  private static final AttentionLayer.Projections PROJECTIONS =
      new AttentionLayer.Projections("self.query", "self.key", "self.value", "output.dense", true);

  @Override
  public ImmutableList<Option> options() {
    long positions = config.positions();
    return ImmutableList.of(
        Option.number("tokens", Math.min(128, positions), "text length", 1, positions, 1),
        GenerationStep.batchOption());
  }

  @Override
  public Graph build(String name, Options options) {
    Layers layers = new Layers(new GraphBuilder(name));
    Value h = embeddings(layers, options.number("batch"), options.number("tokens"));
    AttentionLayer attention = new AttentionLayer(layers, config.heads(), false);
    for (int index = 0; index < config.layers(); index++) {
      h = layer(layers, attention, "encoder.layer." + index, h);
    }
    layers.graph().output(h);
    layers.graph().output(pooled(layers, h));
    return layers.graph().build();
  }

  private Value embeddings(Layers layers, long batch, long tokens) {
    GraphBuilder graph = layers.graph();
    String block = "embeddings";
    TensorType numbers = Layers.indices(batch, tokens);
    Value ids = graph.input("input_ids", numbers);
    Value types = graph.input("token_type_ids", numbers);
    Value places =
        new Value(block + ".position_ids", Layers.indices(1, tokens), Value.Kind.CONSTANT);
    Value h = embedding(layers, block + ".word_embeddings", ids, config.vocabulary());
    Value type = embedding(layers, block + ".token_type_embeddings", types, config.tokenTypes());
    h = layers.add(block + ".add1", block, h, type);
    Value place = embedding(layers, block + ".position_embeddings", places, config.positions());
    h = layers.add(block + ".add2", block, h, place);
    return layers.norm(block + ".LayerNorm", block, config.norm(), h);
  }

  private Value embedding(Layers layers, String name, Value indices, long entries) {
    return layers.embedding(name, "embeddings", indices, entries, config.hidden());
  }

  private Value layer(Layers layers, AttentionLayer attention, String block, Value x) {
    Value h = attention.build(block + ".attention", block, PROJECTIONS, x, x);
    h = layers.add(block + ".attention.output.add", block, h, x);
    Value attended = layers.norm(block + ".attention.output.LayerNorm", block, config.norm(), h);
    h = layers.linear(block + ".intermediate.dense", block, attended, config.inner(), true);
    h = layers.unary(block + ".intermediate.act", block, config.activation(), h);
    h = layers.linear(block + ".output.dense", block, h, config.hidden(), true);
    h = layers.add(block + ".output.add", block, h, attended);
    return layers.norm(block + ".output.LayerNorm", block, config.norm(), h);
  }

  /** The first token through a linear layer and tanh: batch,hidden. */
  private Value pooled(Layers layers, Value encoded) {
    String block = "pooler";
    GraphBuilder graph = layers.graph();
    Value first = graph.add(block + ".first", block, new Slice(1, 0, 1), encoded);
    TensorType flat = TensorType.rowMajor(encoded.type().shape().dim(0), config.hidden());
    first = graph.add(block + ".view", block, new Reshape(flat), first);
    Value h = layers.linear(block + ".dense", block, first, config.hidden(), true);
    return layers.unary(block + ".activation", block, Unary.Function.TANH, h);
  }

  @Override
  public ImmutableList<String> notes(Options options) {
    return ImmutableList.of();
  }
}
