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
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;

/**
 * The text encoder of Stable Diffusion 1.x (CLIP ViT-L/14): tokens become the features that the
 * U-Net attends to. Each token attends to those before it.
 */
public final class ClipTextEncoder implements ModelBuilder {
  private static final long VOCABULARY = 49408;
  private static final long POSITIONS = 77;
  private static final long FEATURES = 768;
  private static final long INNER = 3072;
  private static final int HEADS = 12;
  private static final int LAYERS = 12;
  private static final Normalization NORM = Normalization.layer(1e-5);

  private static final AttentionLayer.Projections PROJECTIONS =
      new AttentionLayer.Projections("q_proj", "k_proj", "v_proj", "out_proj", true);
  private static final EncoderLayer.Names NAMES =
      new EncoderLayer.Names(
          "layer_norm1", "self_attn", "layer_norm2", "mlp.fc1", "mlp.activation_fn", "mlp.fc2");

  @Override
  public String name() {
    return "sd15-text-encoder";
  }

  @Override
  public String description() {
    return "CLIP ViT-L/14 text encoder";
  }

  @Override
  public String source() {
    return "transformers CLIPTextModel (last hidden state) with the text_encoder/config.json of"
        + " stable-diffusion-v1-5";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number("text", POSITIONS, "text tokens, padding included", 1, POSITIONS, 1),
        Option.number("batch", 1, "texts at once (2 for classifier-free guidance)", 1, 64, 1));
  }

  @Override
  public Graph build(Options options) {
    Layers layers = new Layers(new GraphBuilder(name()));
    Value h = embeddings(layers, options.number("batch"), options.number("text"));
    AttentionLayer attention = new AttentionLayer(layers, HEADS, true);
    EncoderLayer layer =
        new EncoderLayer(
            layers,
            NAMES,
            NORM,
            (name, block, x) -> attention.build(name, block, PROJECTIONS, x, x),
            INNER,
            Unary.Function.QUICK_GELU);
    for (int index = 0; index < LAYERS; index++) {
      h = layer.build("text_model.encoder.layers." + index, h);
    }
    String norm = "text_model.final_layer_norm";
    layers.graph().output(layers.norm(norm, norm, NORM, h));
    return layers.graph().build();
  }

  private static Value embeddings(Layers layers, long batch, long tokens) {
    GraphBuilder graph = layers.graph();
    String block = "text_model.embeddings";
    Value ids = graph.input("input_ids", indices(batch, tokens));
    Value positions = new Value(block + ".position_ids", indices(1, tokens), Value.Kind.CONSTANT);
    Value words = table(graph, block + ".token_embedding", ids, VOCABULARY);
    Value places = table(graph, block + ".position_embedding", positions, POSITIONS);
    return layers.add(block + ".add", block, words, places);
  }

  private static TensorType indices(long batch, long tokens) {
    return new TensorType(Shape.of(batch, tokens), DataType.INT64, Layout.ROW_MAJOR);
  }

  private static Value table(GraphBuilder graph, String name, Value indices, long entries) {
    Value table = GraphBuilder.parameter(name + ".weight", entries, FEATURES);
    return graph.add(name, "text_model.embeddings", new Gather(), indices, table);
  }
}
