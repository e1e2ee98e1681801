package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.Random;

/** Small random chains of everything that can be cut into tiles. */
public final class RandomChains {
  private final Random random;
  private final GraphBuilder graph;
  private final Value x;
  private Value h;
  private int next;

  private RandomChains(long seed) {
    this.random = new Random(seed);
    this.graph = new GraphBuilder("chain" + seed);
    int batch = random.nextInt(4) == 0 ? 2 : 1;
    this.x =
        graph.input(
            "x",
            TensorType.image(
                batch,
                2 * (1 + random.nextInt(3)),
                6 + random.nextInt(12),
                6 + random.nextInt(12)));
    this.h = x;
  }

  /** A chain of 2 to 7 operations, some of them with a branch; its last value is the output. */
  public static Graph of(long seed) {
    return new RandomChains(seed).build();
  }

  private Graph build() {
    int length = 2 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      step();
    }
    if (random.nextInt(5) == 0) {
      Value before = h;
      step();
      if (before.type().shape().with(1, 1).equals(h.type().shape().with(1, 1))) {
        h = add("concat", new Concat(1), before, h);
      }
    }
    graph.output(h);
    return graph.build();
  }

  private void step() {
    Shape s = h.type().shape();
    switch (random.nextInt(10)) {
      case 0, 1 -> h = conv(h, 2 * (1 + random.nextInt(3)), 1);
      case 2 -> h = conv(h, Math.toIntExact(s.dim(1)), Math.toIntExact(s.dim(1)));
      case 3 -> h = conv(h, 2 * (1 + random.nextInt(2)), 2);
      case 4 -> h = add("relu", new Unary(Unary.Function.RELU), h);
      case 5 -> {
        Pool.Function function =
            Pool.Function.values()[random.nextInt(Pool.Function.values().length)];
        h = add("pool", new Pool(function, window(s, 2), window(s, 3), random.nextBoolean()), h);
      }
      case 6 -> {
        // A residual around one or two layers that keep the shape.
        Value before = h;
        Window same = Window.of(3, 1, 1);
        h = convolve(h, same, same, Math.toIntExact(s.dim(1)), 1);
        if (random.nextBoolean()) {
          h = add("relu", new Unary(Unary.Function.RELU), h);
        }
        h = add("add", new Binary(Binary.Function.ADD), h, before);
      }
      case 7 -> {
        if (s.dim(2) * s.dim(3) < 200) {
          int factor = 1 + random.nextInt(3);
          h = add("enlarge", new Resize(Resize.Filter.NEAREST, s.dim(2) * factor, s.dim(3) * 2), h);
        }
      }
      case 8 -> {
        int top = random.nextInt(3);
        int left = random.nextInt(3);
        Shape target =
            s.with(2, s.dim(2) + top + random.nextInt(3))
                .with(3, s.dim(3) + left + random.nextInt(3));
        h =
            add(
                "pad",
                new Pad(
                    h.type().withShape(target),
                    ImmutableList.of(0, 0, top, left),
                    Pad.Fill.CONSTANT,
                    0.5),
                h);
      }
      default -> {
        if (s.dim(2) * s.dim(3) < 200) {
          fold(s);
        } else {
          h = add("half", new Slice(1, 0, (s.dim(1) + 1) / 2), h);
          h = add("both", new Concat(1), h, h);
        }
      }
    }
  }

  /** A transposed convolution: patches, then added up. */
  private void fold(Shape s) {
    int kernel = 1 + random.nextInt(3);
    int stride = 1 + random.nextInt(2);
    int pad = random.nextInt(kernel);
    Window window = new Window(kernel, stride, pad, pad, 1);
    Window one = Window.of(1, 1, 0);
    Value patches = convolve(h, one, one, 2 * kernel * kernel, 1);
    long height = (s.dim(2) - 1) * stride + kernel - 2L * pad + (stride > 1 ? 1 : 0);
    long width = (s.dim(3) - 1) * stride + kernel - 2L * pad;
    if (height > 0 && width > 0) {
      h = add("fold", new Fold(window, window, height, width), patches);
    }
  }

  private Value conv(Value input, int outputs, int groups) {
    Shape s = input.type().shape();
    return convolve(input, window(s, 2), window(s, 3), outputs, groups);
  }

  /** A window that fits: any kernel up to 3, stride, dilation, same padding, none or one-sided. */
  private Window window(Shape s, int axis) {
    int kernel = 1 + random.nextInt(3);
    int dilation = 1 + random.nextInt(2);
    int reach = dilation * (kernel - 1) + 1;
    if (reach > s.dim(axis)) {
      return Window.of(1, 1, 0);
    }
    int stride = s.dim(axis) > 5 ? 1 + random.nextInt(3) : 1;
    int before = random.nextInt(reach);
    int after = random.nextBoolean() ? before : random.nextInt(reach);
    return random.nextBoolean()
        ? new Window(kernel, stride, before, after, dilation)
        : new Window(kernel, stride, 0, 0, dilation);
  }

  private Value convolve(Value input, Window rows, Window columns, int outputs, int groups) {
    String name = "conv" + next;
    return add(
        "conv",
        new Convolution(rows, columns, groups),
        input,
        GraphBuilder.parameter(
            name + ".w", outputs, input.type().columns() / groups, rows.kernel(), columns.kernel()),
        GraphBuilder.parameter(name + ".b", outputs));
  }

  private Value add(String name, Operation op, Value... inputs) {
    return graph.add(name + next++, "", op, inputs);
  }
}
