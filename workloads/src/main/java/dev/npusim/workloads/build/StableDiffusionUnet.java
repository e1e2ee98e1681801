package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Unary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One denoising step of Stable Diffusion 1.x: the U-Net over a latent image, conditioned on a
 * timestep and a text. Every encoder result is kept for a concat in the decoder: twelve skips.
 */
public final class StableDiffusionUnet implements ModelBuilder {
  private static final List<Long> CHANNELS = List.of(320L, 640L, 1280L, 1280L);
  private static final int LAYERS_PER_BLOCK = 2;
  private static final int GROUPS = 32;
  private static final int HEADS = 8;
  private static final long TEXT_FEATURES = 768;
  private static final long LATENT_CHANNELS = 4;

  @Override
  public String name() {
    return "sd15-unet";
  }

  @Override
  public String description() {
    return "Stable Diffusion 1.5 U-Net, one denoising step, 859.5 M parameters";
  }

  @Override
  public String source() {
    return "diffusers UNet2DConditionModel with the unet/config.json of stable-diffusion-v1-5";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number("latent", 64, "rows and columns of the latent (image size / 8)", 8, 512, 8),
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
    Value timestep = graph.input("timestep", TensorType.rowMajor(batch));
    Value text =
        graph.input(
            "encoder_hidden_states",
            TensorType.rowMajor(batch, options.number("text"), TEXT_FEATURES));
    Value time = TimestepEmbedding.build(layers, timestep, CHANNELS.get(0), CHANNELS.get(0) * 4);

    Stages stages =
        new Stages(
            layers,
            new ResnetBlock(layers, GROUPS),
            new TransformerBlock(layers, GROUPS, HEADS),
            time,
            text);
    Value h = layers.conv("conv_in", "conv_in", sample, CHANNELS.get(0), 3, 1);
    stages.skips.push(h);
    for (int stage = 0; stage < CHANNELS.size(); stage++) {
      h = stages.down(stage, h);
    }
    h = stages.middle(h);
    for (int stage = 0; stage < CHANNELS.size(); stage++) {
      h = stages.up(stage, h);
    }
    h = layers.groupNorm("conv_norm_out", "conv_norm_out", h, GROUPS);
    h = layers.unary("conv_act", "conv_act", Unary.Function.SILU, h);
    graph.output(layers.conv("conv_out", "conv_out", h, LATENT_CHANNELS, 3, 1));
    return graph.build();
  }

  /** The encoder, middle and decoder; {@code skips} holds what the decoder has yet to join. */
  private record Stages(
      Layers layers,
      ResnetBlock resnet,
      TransformerBlock transformer,
      Value time,
      Value text,
      Deque<Value> skips) {
    Stages(
        Layers layers, ResnetBlock resnet, TransformerBlock transformer, Value time, Value text) {
      this(layers, resnet, transformer, time, text, new ArrayDeque<>());
    }

    /** All stages but the innermost attend, and halve the image at their end. */
    Value down(int stage, Value x) {
      boolean innermost = stage == CHANNELS.size() - 1;
      String name = "down_blocks." + stage;
      Value h = x;
      for (int layer = 0; layer < LAYERS_PER_BLOCK; layer++) {
        h = resnet.build(name + ".resnets." + layer, h, time, CHANNELS.get(stage));
        if (!innermost) {
          h = transformer.build(name + ".attentions." + layer, h, text);
        }
        skips.push(h);
      }
      if (!innermost) {
        String sampler = name + ".downsamplers.0";
        h = layers.conv(sampler + ".conv", sampler, h, CHANNELS.get(stage), 3, 2);
        skips.push(h);
      }
      return h;
    }

    Value middle(Value x) {
      long channels = CHANNELS.get(CHANNELS.size() - 1);
      Value h = resnet.build("mid_block.resnets.0", x, time, channels);
      h = transformer.build("mid_block.attentions.0", h, text);
      return resnet.build("mid_block.resnets.1", h, time, channels);
    }

    /** One layer more than the encoder's stage, each joined to a skip; all but the last enlarge. */
    Value up(int stage, Value x) {
      boolean innermost = stage == 0;
      long channels = CHANNELS.get(CHANNELS.size() - 1 - stage);
      String name = "up_blocks." + stage;
      Value h = x;
      for (int layer = 0; layer <= LAYERS_PER_BLOCK; layer++) {
        String resnetName = name + ".resnets." + layer;
        h = layers.graph().add(resnetName + ".concat", name, new Concat(1), h, skips.pop());
        h = resnet.build(resnetName, h, time, channels);
        if (!innermost) {
          h = transformer.build(name + ".attentions." + layer, h, text);
        }
      }
      if (stage < CHANNELS.size() - 1) {
        String sampler = name + ".upsamplers.0";
        Resize twice =
            new Resize(
                Resize.Filter.NEAREST, h.type().shape().dim(2) * 2, h.type().shape().dim(3) * 2);
        h = layers.graph().add(sampler, sampler, twice, h);
        h = layers.conv(sampler + ".conv", sampler, h, channels, 3, 1);
      }
      return h;
    }
  }
}
