package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;

/**
 * The decoder of Stable Diffusion 1.x's variational autoencoder: a latent becomes an image of eight
 * times its height and width. The convolution in front of it (post_quant_conv) is included.
 */
public final class VaeDecoder implements ModelBuilder {
  private static final Normalization NORM = Normalization.group(32, 1e-6);
  private static final long LATENT_CHANNELS = 4;
  private static final long COLOURS = 3;

  /** block_out_channels, innermost first. */
  private static final ImmutableList<Long> CHANNELS = ImmutableList.of(512L, 512L, 256L, 128L);

  /** Residual layers of a stage (layers_per_block + 1). */
  private static final int LAYERS = 3;

  private static final AttentionLayer.Projections PROJECTIONS =
      new AttentionLayer.Projections("to_q", "to_k", "to_v", "to_out.0", true);

  @Override
  public String name() {
    return "sd15-vae-decoder";
  }

  @Override
  public String description() {
    return "Stable Diffusion 1.5 image decoder";
  }

  @Override
  public String source() {
    return "diffusers AutoencoderKL.decode with the vae/config.json of stable-diffusion-v1-5";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number("latent", 64, "rows and columns of the latent (image size / 8)", 1, 512, 1),
        Option.number("batch", 1, "images at once", 1, 64, 1));
  }

  @Override
  public Graph build(Options options) {
    long latent = options.number("latent");
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    TensorType type = TensorType.image(options.number("batch"), LATENT_CHANNELS, latent, latent);
    Value z = graph.input("latent_sample", type);
    String quantizer = "post_quant_conv";
    Value h = layers.conv(quantizer, quantizer, z, LATENT_CHANNELS, 1, 1);
    h = layers.conv("decoder.conv_in", "decoder.conv_in", h, CHANNELS.get(0), 3, 1);
    ResnetBlock resnet = new ResnetBlock(layers, NORM, null);
    h = middle(layers, resnet, h);
    for (int stage = 0; stage < CHANNELS.size(); stage++) {
      h = stage(layers, resnet, stage, h);
    }
    String norm = "decoder.conv_norm_out";
    h = layers.norm(norm, norm, NORM, h);
    h = layers.unary("decoder.conv_act", "decoder.conv_act", Unary.Function.SILU, h);
    graph.output(layers.conv("decoder.conv_out", "decoder.conv_out", h, COLOURS, 3, 1));
    return graph.build();
  }

  private static Value middle(Layers layers, ResnetBlock resnet, Value x) {
    long channels = CHANNELS.get(0);
    Value h = resnet.build("decoder.mid_block.resnets.0", x, channels);
    h = attention(layers, "decoder.mid_block.attentions.0", h);
    return resnet.build("decoder.mid_block.resnets.1", h, channels);
  }

  /** Self-attention of the pixels in one head, with a residual around it. */
  private static Value attention(Layers layers, String name, Value x) {
    Value h = layers.norm(name + ".group_norm", name, NORM, x);
    h = layers.toTokens(name + ".to_tokens", name, h);
    h = new AttentionLayer(layers, 1, false).build(name, name, PROJECTIONS, h, h);
    return layers.add(name + ".add", name, layers.toImage(name + ".to_image", name, h, x), x);
  }

  /** All stages but the last double the image at their end. */
  private static Value stage(Layers layers, ResnetBlock resnet, int index, Value x) {
    String name = "decoder.up_blocks." + index;
    Value h = x;
    for (int layer = 0; layer < LAYERS; layer++) {
      h = resnet.build(name + ".resnets." + layer, h, CHANNELS.get(index));
    }
    return index < CHANNELS.size() - 1
        ? new Resampling(layers).twice(name + ".upsamplers.0", h)
        : h;
  }
}
