package dev.npusim.viz;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.ArrayDeque;
import java.util.Deque;

/** Graphs to draw: a tiny one, and one of the size and form of a diffusion U-Net. */
final class SampleModels {
  /** Suffix of the recomputed copy in a scheduled graph. */
  static final String COPY = "#2";

  private static final Operation SILU = new Unary(Unary.Function.SILU);
  private static final Operation ADD = new Binary(Binary.Function.ADD);

  private final GraphBuilder builder;

  private SampleModels(String name) {
    builder = new GraphBuilder(name);
  }

  /** Two convolutions, a skip over an activation, a concat. */
  static Graph tiny(boolean withCopy) {
    SampleModels m = new SampleModels("tiny");
    Value x = m.builder.input("image", TensorType.image(1, 4, 16, 16));
    Value first = m.conv("conv_in", "down", x, 16, 3, 1);
    Value active = m.builder.add("act", "mid", SILU, first);
    Value second = m.conv("conv_mid", "mid", active, 16, 3, 1);
    Value skip = withCopy ? m.conv("conv_in" + COPY, "down", x, 16, 3, 1, "conv_in") : first;
    Value joined = m.builder.add("join", "up", new Concat(1), second, skip);
    m.builder.output(m.conv("conv_out", "up", joined, 4, 3, 1));
    return m.builder.build();
  }

  /** 4 resolutions down, a middle, 4 up, with attention and 12 skips. */
  static Graph unet(boolean withCopy) {
    SampleModels m = new SampleModels("unet");
    Value latent = m.builder.input("latent", TensorType.image(1, 4, 64, 64));
    Value time = m.builder.input("time", TensorType.rowMajor(1, 320));
    Value text = m.builder.input("text", TensorType.rowMajor(1, 77, 768));
    Value embedding =
        m.linear(
            "time_embedding.2",
            "time_embedding",
            m.builder.add(
                "time_embedding.act",
                "time_embedding",
                SILU,
                m.linear("time_embedding.1", "time_embedding", time, 1280)),
            1280);
    Value x = m.conv("conv_in", "conv_in", latent, 320, 3, 1);
    Deque<Value> skips = new ArrayDeque<>();
    skips.push(x);
    long[] channels = {320, 640, 1280, 1280};
    for (int level = 0; level < 4; level++) {
      String block = "down_blocks." + level;
      for (int i = 0; i < 2; i++) {
        x = m.resnet(block + ".resnets." + i, x, embedding, channels[level]);
        if (level < 3) {
          x = m.transformer(block + ".attentions." + i, x, text);
        }
        skips.push(x);
      }
      if (level < 3) {
        String name = block + ".downsamplers.0";
        x = m.conv(name + ".conv", name, x, channels[level], 3, 2);
        skips.push(x);
      }
    }
    x = m.resnet("mid_block.resnets.0", x, embedding, 1280);
    x = m.transformer("mid_block.attentions.0", x, text);
    x = m.resnet("mid_block.resnets.1", x, embedding, 1280);
    for (int level = 0; level < 4; level++) {
      String block = "up_blocks." + level;
      for (int i = 0; i < 3; i++) {
        String name = block + ".resnets." + i;
        Value skip = skips.pop();
        if (skips.isEmpty() && withCopy) {
          skip = m.conv("conv_in" + COPY, "conv_in", latent, 320, 3, 1, "conv_in");
        }
        x = m.builder.add(name + ".concat", name, new Concat(1), x, skip);
        x = m.resnet(name, x, embedding, channels[3 - level]);
        if (level > 0) {
          x = m.transformer(block + ".attentions." + i, x, text);
        }
      }
      if (level < 3) {
        String name = block + ".upsamplers.0";
        long size = 16L << level;
        x = m.builder.add(name, name, new Resize(Resize.Filter.NEAREST, size, size), x);
        x = m.conv(name + ".conv", name, x, channels[3 - level], 3, 1);
      }
    }
    x = m.builder.add("conv_norm_out", "conv_out", Normalization.group(32), x);
    x = m.builder.add("conv_act", "conv_out", SILU, x);
    m.builder.output(m.conv("conv_out", "conv_out", x, 4, 3, 1));
    return m.builder.build();
  }

  private Value resnet(String name, Value in, Value embedding, long channels) {
    Value x = builder.add(name + ".norm1", name, Normalization.group(32), in);
    x = builder.add(name + ".act1", name, SILU, x);
    x = conv(name + ".conv1", name, x, channels, 3, 1);
    Value t = builder.add(name + ".time_act", name, SILU, embedding);
    t = linear(name + ".time_emb_proj", name, t, channels);
    t = view(name + ".time_view", name, t, TensorType.image(1, channels, 1, 1));
    x = builder.add(name + ".time_add", name, ADD, x, t);
    x = builder.add(name + ".norm2", name, Normalization.group(32), x);
    x = builder.add(name + ".act2", name, SILU, x);
    x = conv(name + ".conv2", name, x, channels, 3, 1);
    Value shortcut =
        in.type().columns() == channels
            ? in
            : conv(name + ".conv_shortcut", name, in, channels, 1, 1);
    return builder.add(name + ".add", name, ADD, x, shortcut);
  }

  private Value transformer(String name, Value in, Value text) {
    long channels = in.type().columns();
    Value x = builder.add(name + ".norm", name, Normalization.group(32), in);
    x = conv(name + ".proj_in", name, x, channels, 1, 1);
    x = view(name + ".tokens", name, x, TensorType.rowMajor(1, in.type().rows(), channels));
    for (int i = 1; i <= 2; i++) {
      String attention = name + ".attn" + i;
      Value n = builder.add(name + ".norm" + i, name, Normalization.layer(), x);
      Value context = i == 1 ? n : text;
      Value q = linear(attention + ".to_q", name, n, channels);
      Value k = linear(attention + ".to_k", name, context, channels);
      Value v = linear(attention + ".to_v", name, context, channels);
      int dim = Math.toIntExact(channels / 8);
      Value a = builder.add(attention, name, new Attention(8, 8, dim, dim, false), q, k, v);
      x =
          builder.add(
              attention + ".add", name, ADD, linear(attention + ".to_out", name, a, channels), x);
    }
    Value f = builder.add(name + ".norm3", name, Normalization.layer(), x);
    f = linear(name + ".ff.proj", name, f, 8 * channels);
    f = builder.add(name + ".ff.geglu", name, new Gated(Unary.Function.GELU, true), f);
    f = linear(name + ".ff.out", name, f, channels);
    x = builder.add(name + ".ff.add", name, ADD, f, x);
    x = view(name + ".image", name, x, in.type());
    x = conv(name + ".proj_out", name, x, channels, 1, 1);
    return builder.add(name + ".add", name, ADD, x, in);
  }

  private Value view(String name, String block, Value in, TensorType type) {
    return builder.add(name, block, new Reshape(type), in);
  }

  private Value linear(String name, String block, Value in, long features) {
    return builder.add(
        name,
        block,
        new Linear(),
        in,
        GraphBuilder.parameter(name + ".weight", features, in.type().columns()));
  }

  private Value conv(String name, String block, Value in, long channels, int kernel, int stride) {
    return conv(name, block, in, channels, kernel, stride, name);
  }

  private Value conv(
      String name, String block, Value in, long channels, int kernel, int stride, String weights) {
    Window window = Window.of(kernel, stride, kernel / 2);
    return builder.add(
        name,
        block,
        new Convolution(window, window, 1),
        in,
        GraphBuilder.parameter(weights + ".weight", channels, in.type().columns(), kernel, kernel));
  }
}
