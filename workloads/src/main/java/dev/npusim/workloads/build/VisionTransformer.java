package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.Collections;

/**
 * ViT-B/16: an image as 196 patches of 16x16 pixels and one learned class token, whose features
 * after twelve encoder layers decide the class.
 */
public final class VisionTransformer implements ModelBuilder {
  private static final long IMAGE = 224;
  private static final int PATCH = 16;
  private static final long FEATURES = 768;
  private static final long INNER = 3072;
  private static final int HEADS = 12;
  private static final int LAYERS = 12;
  private static final long CLASSES = 1000;
  private static final Normalization NORM = Normalization.layer(1e-6);

  private static final EncoderLayer.Names NAMES =
      new EncoderLayer.Names("ln_1", "self_attention", "ln_2", "mlp.0", "mlp.1", "mlp.3");

  @Override
  public String name() {
    return "vit-b-16";
  }

  @Override
  public String description() {
    return "ViT-B/16 image classifier";
  }

  @Override
  public String source() {
    return "torchvision vit_b_16";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(Option.number("batch", 1, "images at once", 1, 64, 1));
  }

  @Override
  public Graph build(Options options) {
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    Value image = graph.input("input", TensorType.image(options.number("batch"), 3, IMAGE, IMAGE));
    Value h = tokens(layers, image);
    EncoderLayer layer =
        new EncoderLayer(
            layers,
            NAMES,
            NORM,
            new AttentionLayer(layers, HEADS, false)::packed,
            INNER,
            Unary.Function.GELU);
    for (int index = 0; index < LAYERS; index++) {
      h = layer.build("encoder.layers.encoder_layer_" + index, h);
    }
    h = layers.norm("encoder.ln", "encoder.ln", NORM, h);
    graph.output(head(layers, h));
    return graph.build();
  }

  /** The class token, then the patches, with their places added: N,197,features. */
  private static Value tokens(Layers layers, Value image) {
    GraphBuilder graph = layers.graph();
    String block = "conv_proj";
    Value patches = layers.conv(block, block, image, FEATURES, Window.of(PATCH, PATCH, 0), 1, true);
    patches = layers.toTokens(block + ".to_tokens", block, patches);
    Value token = GraphBuilder.parameter("class_token", 1, 1, FEATURES);
    int batch = Math.toIntExact(image.type().shape().dim(0));
    if (batch > 1) {
      Value[] copies = Collections.nCopies(batch, token).toArray(Value[]::new);
      token = graph.add("class_token.expand", "encoder", new Concat(0), copies);
    }
    Value all = graph.add("encoder.concat", "encoder", new Concat(1), token, patches);
    Value places =
        GraphBuilder.parameter("encoder.pos_embedding", 1, all.type().shape().dim(1), FEATURES);
    return layers.add("encoder.add", "encoder", all, places);
  }

  /** Class scores from the class token: N,classes. */
  private static Value head(Layers layers, Value encoded) {
    GraphBuilder graph = layers.graph();
    Value token = graph.add("heads.token", "heads", new Slice(1, 0, 1), encoded);
    TensorType flat = TensorType.rowMajor(encoded.type().shape().dim(0), FEATURES);
    token = graph.add("heads.view", "heads", new Reshape(flat), token);
    return layers.linear("heads.head", "heads", token, CLASSES, true);
  }
}
