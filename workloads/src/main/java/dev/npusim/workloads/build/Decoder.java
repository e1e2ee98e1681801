package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A decoder-only language model. Prefill runs a whole prompt and fills the KV cache; decode runs
 * one token against {@code context} cached ones. Logits are computed for every position. Nodes are
 * named as in transformers.
 */
public record Decoder(DecoderConfig config) implements LanguageModel {
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
    Value h = embedded(layers, ids);
    int rotated = config.heads().rotated();
    Value cosines = GraphBuilder.constant("model.rotary_emb.cos", step.tokens(), rotated);
    Value sines = GraphBuilder.constant("model.rotary_emb.sin", step.tokens(), rotated);
    DecoderLayer layer = new DecoderLayer(layers, config, step, cosines, sines);
    for (int index = 0; index < config.layers(); index++) {
      h = layer.build("model.layers." + index, config.windows().get(index), h);
    }
    String norm = "model." + config.wiring().lastNorm();
    h = layers.norm(norm, norm, config.norm(), h);
    graph.output(logits(layers, h));
    return graph.build();
  }

  private Value embedded(Layers layers, Value ids) {
    String name = "model.embed_tokens";
    DecoderConfig.Vocabulary vocabulary = config.vocabulary();
    Value h = layers.embedding(name, name, ids, vocabulary.size(), config.hidden());
    return vocabulary.embeddingScale() == 1
        ? h
        : layers.scale(name + ".scale", name, vocabulary.embeddingScale(), h);
  }

  private Value logits(Layers layers, Value h) {
    String name = "lm_head";
    DecoderConfig.Vocabulary vocabulary = config.vocabulary();
    Value logits =
        vocabulary.tied()
            ? tied(layers, name, h)
            : layers.linear(name, name, h, vocabulary.size(), vocabulary.headBias());
    return vocabulary.softcap() == 0
        ? logits
        : layers.softcap(name + ".softcap", name, vocabulary.softcap(), logits);
  }

  private Value tied(Layers layers, String name, Value h) {
    Value table =
        GraphBuilder.parameter(
            "model.embed_tokens.weight", config.vocabulary().size(), config.hidden());
    return layers.graph().add(name, name, new Linear(), h, table);
  }

  @Override
  public ImmutableList<String> notes(Options options) {
    GenerationStep step = GenerationStep.of(options);
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    long reached = step.context() + step.tokens();
    if (reached > config.positions()) {
      notes.add(
          "%,d positions are reached; the model was made for %,d"
              .formatted(reached, config.positions()));
    }
    config.windows().stream()
        .filter(window -> window > 0 && window < reached)
        .collect(Collectors.groupingBy(window -> window, TreeMap::new, Collectors.counting()))
        .forEach((window, count) -> notes.add(windowNote(window, count, reached)));
    return notes.build();
  }

  private String windowNote(long window, long count, long reached) {
    return ("%,d of %,d layers have a sliding window of %,d tokens: visible keys and the cache that"
            + " has to be kept follow it; MACs are full squares, and a run reads all of %,d tokens")
        .formatted(count, config.layers(), window, reached);
  }
}
