package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;

/**
 * A decoder-only language model. Prefill runs a whole prompt and fills the KV cache; decode runs
 * one token against {@code context} cached ones. Logits are computed for every position.
 */
public final class Llama implements ModelBuilder {
  private final LlamaConfig config;

  private Llama(LlamaConfig config) {
    this.config = config;
  }

  public static Llama llama32Size1b() {
    return new Llama(LlamaConfig.LLAMA_32_1B);
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String description() {
    return "Llama 3.2 1B, prefill of a prompt or decode of one token, 1235.8 M parameters";
  }

  @Override
  public String source() {
    return "transformers LlamaForCausalLM with the config.json of meta-llama/Llama-3.2-1B";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.choice("phase", "what is run", "prefill", "decode"),
        Option.number("tokens", 128, "prompt length in prefill", 1, 131072, 1),
        Option.number("context", 512, "cached tokens in decode", 1, 131072, 1));
  }

  @Override
  public Graph build(Options options) {
    boolean decode = options.text("phase").equals("decode");
    long tokens = decode ? 1 : options.number("tokens");
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    Value ids =
        graph.input(
            "input_ids", new TensorType(Shape.of(1, tokens), DataType.INT64, Layout.ROW_MAJOR));
    String embedding = "model.embed_tokens";
    Value table =
        GraphBuilder.parameter(embedding + ".weight", config.vocabulary(), config.hidden());
    Value h = graph.add(embedding, embedding, new Gather(), ids, table);
    Value cosines = GraphBuilder.constant("model.rotary_emb.cos", tokens, config.headDim());
    Value sines = GraphBuilder.constant("model.rotary_emb.sin", tokens, config.headDim());
    LlamaLayer layer = new LlamaLayer(layers, config, decode ? options.number("context") : 0);
    for (int index = 0; index < config.layers(); index++) {
      h = layer.build("model.layers." + index, h, cosines, sines);
    }
    h = layers.rmsNorm("model.norm", "model.norm", h);
    graph.output(graph.add("lm_head", "lm_head", new Linear(), h, table));
    return graph.build();
  }
}
