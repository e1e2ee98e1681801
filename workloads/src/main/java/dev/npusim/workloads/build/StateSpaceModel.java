package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;

/**
 * A selective state space language model (Mamba). Prefill runs a whole prompt and leaves a state;
 * decode goes on from a state of the same size, however long the text was. Logits are computed for
 * every position. Nodes are named as in transformers.
 */
public record StateSpaceModel(StateSpaceConfig config) implements LanguageModel {
  @Override
  public ImmutableList<Option> options() {
    return GenerationStep.options();
  }

  @Override
  public Graph build(String name, Options options) {
    GenerationStep step = GenerationStep.of(options);
    Layers layers = new Layers(new GraphBuilder(name));
    GraphBuilder graph = layers.graph();
    Value ids = graph.input("input_ids", Layers.indices(step.batch(), step.tokens()));
    String embedding = "backbone.embeddings";
    Value h = layers.embedding(embedding, embedding, ids, config.vocabulary(), config.hidden());
    StateSpaceLayer layer = new StateSpaceLayer(layers, config, step);
    for (int index = 0; index < config.layers(); index++) {
      h = layer.build("backbone.layers." + index, h);
    }
    h = layers.norm("backbone.norm_f", "backbone.norm_f", config.norm(), h);
    String matrix = (config.tied() ? embedding : "lm_head") + ".weight";
    Value table = GraphBuilder.parameter(matrix, config.vocabulary(), config.hidden());
    graph.output(graph.add("lm_head", "lm_head", new Linear(), h, table));
    return graph.build();
  }

  @Override
  public ImmutableList<String> notes(Options options) {
    return GenerationStep.of(options).decodes()
        ? ImmutableList.of("context does not change the work: the state is as large after any text")
        : ImmutableList.of();
  }
}
