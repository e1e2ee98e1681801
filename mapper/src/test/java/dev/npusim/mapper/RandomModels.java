package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Seeded networks over small images: convolutions of all kinds, norms, pointwise chains, residuals,
 * skips, views, attention. What nothing reads is an output.
 */
public final class RandomModels {
  private RandomModels() {}

  public static Graph of(int seed, int layers) {
    return new Maker(seed).make(layers);
  }

  private static final class Maker {
    private final Random random;
    private final TestModels.Net net;
    private final List<Value> images = new ArrayList<>();
    private final Set<String> read = new HashSet<>();
    private final List<Value> computed = new ArrayList<>();

    Maker(int seed) {
      this.random = new Random(1000L * seed + 7);
      this.net = new TestModels.Net("random" + seed);
    }

    Graph make(int layers) {
      int size = 6 + 2 * random.nextInt(4);
      int batch = 1 + random.nextInt(2);
      Value x = net.graph.input("x", TensorType.image(batch, 8, size, size));
      images.add(net.conv("first", x, 16, 3, 1, 1));
      computed.add(images.get(0));
      for (int layer = 0; layer < layers; layer++) {
        Value made = layer("n" + layer, pick());
        images.add(made);
        computed.add(made);
      }
      for (Value value : computed) {
        if (!read.contains(value.name())) {
          net.graph.output(value);
        }
      }
      return net.graph.build();
    }

    private Value pick() {
      // Mostly one of the last, so that chains form; sometimes one from long ago.
      int last = images.size() - 1;
      int back = random.nextInt(4) == 0 ? random.nextInt(images.size()) : random.nextInt(2);
      return images.get(Math.max(0, last - back));
    }

    private Value layer(String name, Value x) {
      read.add(x.name());
      Shape s = x.type().shape();
      int channels = Math.toIntExact(s.dim(1));
      return switch (random.nextInt(14)) {
        case 0, 1 -> net.conv(name, x, 8 << random.nextInt(3), 3, 1, 1);
        case 2 -> net.conv(name, x, 16, 1, 1, 1);
        case 3 -> s.dim(2) > 3 ? net.conv(name, x, channels, 3, 2, 1) : relu(name, x);
        case 4 -> net.conv(name, x, channels, 3, 1, channels);
        case 5 -> net.conv(name, x, channels, 3, 1, 2);
        case 6 -> net.norm(name, Normalization.group(4), x);
        case 7 -> net.unary(name, Unary.Function.SILU, x);
        case 8, 9 -> joined(name, x);
        case 10 ->
            s.dim(2) <= 8
                ? net.graph.add(
                    name, "", new Resize(Resize.Filter.NEAREST, 2 * s.dim(2), 2 * s.dim(3)), x)
                : pool(name, x);
        case 11 -> gate(name, x);
        case 12 ->
            random.nextBoolean()
                ? net.attention(name, x, 2)
                : net.graph.add(name, "", new Slice(1, channels / 2, channels - channels / 2), x);
        default -> {
          Value mean =
              net.graph.add(
                  name + ".mean",
                  "",
                  new Reduce(Reduce.Function.MEAN, ImmutableList.of(2, 3), true),
                  x);
          yield net.add(name, x, mean);
        }
      };
    }

    private Value relu(String name, Value x) {
      return net.unary(name, Unary.Function.RELU, x);
    }

    private Value pool(String name, Value x) {
      Window window = Window.of(3, 2, 1);
      return net.graph.add(name, "", new Pool(Pool.Function.AVERAGE, window, window), x);
    }

    /** A sum with an equal tensor or a concat with one of the same size, if there is any. */
    private Value joined(String name, Value x) {
      for (int tries = 0; tries < 20; tries++) {
        Value other = images.get(random.nextInt(images.size()));
        Shape a = x.type().shape();
        Shape b = other.type().shape();
        if (!other.equals(x) && a.equals(b) && random.nextBoolean()) {
          read.add(other.name());
          return net.add(name, x, other);
        }
        if (!other.equals(x) && a.with(1, 1).equals(b.with(1, 1)) && a.dim(1) + b.dim(1) <= 64) {
          read.add(other.name());
          return net.graph.add(name, "", new Concat(1), x, other);
        }
      }
      return relu(name, x);
    }

    private Value gate(String name, Value x) {
      Shape s = x.type().shape();
      Value tokens =
          net.graph.add(
              name + ".tokens",
              "",
              new Reshape(TensorType.rowMajor(s.dim(0), s.dim(2) * s.dim(3), s.dim(1))),
              x);
      Value wide = net.linear(name + ".wide", tokens, 2 * s.dim(1));
      Value gated = net.graph.add(name + ".gate", "", new Gated(Unary.Function.SILU, true), wide);
      return net.graph.add(name, "", new Reshape(x.type()), gated);
    }
  }
}
