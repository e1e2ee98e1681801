package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One denoising step of a Stable Diffusion model: the U-Net over a latent image, conditioned on a
 * timestep and a text. Every encoder result is kept for a concat in the decoder: the skips.
 */
public final class StableDiffusionUnet implements ModelBuilder {
  private static final int GROUPS = 32;

  /** Its epsilon is norm_eps; the transformers' own is fixed. */
  private static final Normalization NORM = Normalization.group(GROUPS, 1e-5);

  private static final Normalization TRANSFORMER_NORM = Normalization.group(GROUPS, 1e-6);
  private static final long LATENT_CHANNELS = 4;

  private final UnetConfig config;

  private StableDiffusionUnet(UnetConfig config) {
    this.config = config;
  }

  /** Every U-Net of the catalog. */
  public static ImmutableList<StableDiffusionUnet> all() {
    return UnetConfig.ALL.stream()
        .map(StableDiffusionUnet::new)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public String description() {
    return config.title();
  }

  @Override
  public String source() {
    return "diffusers UNet2DConditionModel with the unet/config.json of " + config.origin();
  }

  @Override
  public ImmutableList<Option> options() {
    long step = config.reduction();
    return ImmutableList.of(
        Option.number(
            "latent",
            config.latent(),
            "rows and columns of the latent (image size / 8)",
            step,
            512,
            step),
        Option.number("batch", 1, "images at once (2 for classifier-free guidance)", 1, 64, 1),
        Option.number("text", 77, "text tokens", 1, 4096, 1));
  }

  @Override
  public Graph build(Options options) {
    long batch = options.number("batch");
    long latent = options.number("latent");
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    Value sample = graph.input("sample", TensorType.image(batch, LATENT_CHANNELS, latent, latent));
    Value embedding = UnetEmbedding.build(layers, config, batch);
    Value text =
        graph.input(
            "encoder_hidden_states",
            TensorType.rowMajor(batch, options.number("text"), config.textFeatures()));
    Value h = layers.conv("conv_in", "conv_in", sample, config.stages().get(0).channels(), 3, 1);
    h = new Body(layers, embedding, text).build(h);
    h = layers.norm("conv_norm_out", "conv_norm_out", NORM, h);
    h = layers.unary("conv_act", "conv_act", Unary.Function.SILU, h);
    graph.output(layers.conv("conv_out", "conv_out", h, LATENT_CHANNELS, 3, 1));
    return graph.build();
  }

  /** The encoder, middle and decoder of one graph. */
  private final class Body {
    private final Layers layers;
    private final Resampling resampling;
    private final ResnetBlock resnet;
    private final SpatialTransformer transformer;
    private final Value text;

    /** What the decoder has yet to join. */
    private final Deque<Value> skips = new ArrayDeque<>();

    Body(Layers layers, Value embedding, Value text) {
      this.layers = layers;
      this.resampling = new Resampling(layers);
      this.resnet = new ResnetBlock(layers, NORM, embedding);
      this.transformer =
          new SpatialTransformer(layers, TRANSFORMER_NORM, config.linearProjections());
      this.text = text;
    }

    Value build(Value x) {
      Value h = x;
      skips.push(h);
      for (int index = 0; index < config.stages().size(); index++) {
        h = down(index, h);
      }
      if (config.middle()) {
        h = middle(h);
      }
      for (int index = 0; index < config.stages().size(); index++) {
        h = up(index, h);
      }
      return h;
    }

    /** All stages but the innermost halve the image at their end. */
    private Value down(int index, Value x) {
      UnetConfig.Stage stage = config.stages().get(index);
      String name = "down_blocks." + index;
      Value h = x;
      for (int layer = 0; layer < config.layersPerBlock(); layer++) {
        h = resnet.build(name + ".resnets." + layer, h, stage.channels());
        h = attend(name, layer, stage, h);
        skips.push(h);
      }
      if (index < config.stages().size() - 1) {
        h = resampling.halve(name + ".downsamplers.0", h);
        skips.push(h);
      }
      return h;
    }

    private Value middle(Value x) {
      UnetConfig.Stage stage = config.innermost();
      Value h = resnet.build("mid_block.resnets.0", x, stage.channels());
      h = transformer.build("mid_block.attentions.0", h, text, stage.heads(), stage.depth());
      return resnet.build("mid_block.resnets.1", h, stage.channels());
    }

    /** Each layer is joined to a skip; all but the last stage double the image at their end. */
    private Value up(int index, Value x) {
      UnetConfig.Stage stage = config.stages().reverse().get(index);
      String name = "up_blocks." + index;
      Value h = x;
      for (int layer = 0; layer <= config.layersPerBlock(); layer++) {
        String resnetName = name + ".resnets." + layer;
        h = layers.graph().add(resnetName + ".concat", name, new Concat(1), h, skips.pop());
        h = resnet.build(resnetName, h, stage.channels());
        h = attend(name, layer, stage, h);
      }
      return index < config.stages().size() - 1 ? resampling.twice(name + ".upsamplers.0", h) : h;
    }

    private Value attend(String name, int layer, UnetConfig.Stage stage, Value x) {
      return stage.attends()
          ? transformer.build(name + ".attentions." + layer, x, text, stage.heads(), stage.depth())
          : x;
    }
  }
}
