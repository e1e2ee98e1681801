package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;

/**
 * A U-Net for segmentation (Ronneberger et al., arXiv 1505.04597, with padding) whose 3x3
 * convolutions, but the first, are depthwise ones followed by 1x1 convolutions. Its skips are large
 * and cheap to make again, the opposite of Stable Diffusion's.
 */
public final class DepthwiseUnet implements ModelBuilder {
  private static final long COLOURS = 3;
  private static final long WIDTH = 32;
  private static final long CLASSES = 2;

  /** How often the image is halved. */
  private static final int DEPTH = 4;

  private static final Window HALF = Window.of(2, 2, 0);

  @Override
  public String name() {
    return "depthwise-unet";
  }

  @Override
  public String description() {
    return "U-Net for segmentation, depthwise separable";
  }

  @Override
  public String source() {
    return "arXiv 1505.04597 with depthwise separable convolutions (arXiv 1704.04861), width 32";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number("image", 512, "rows and columns", 1 << DEPTH, 2048, 1 << DEPTH),
        Option.number("batch", 1, "images at once", 1, 64, 1));
  }

  @Override
  public Graph build(Options options) {
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    long image = options.number("image");
    Value h =
        graph.input("image", TensorType.image(options.number("batch"), COLOURS, image, image));
    Value[] skips = new Value[DEPTH];
    for (int level = 0; level < DEPTH; level++) {
      h = first(layers, level, h);
      h = separable(layers, "down." + level + ".1", "down." + level, h, WIDTH << level);
      skips[level] = h;
      Pool halve = new Pool(Pool.Function.MAX, HALF, HALF);
      h = graph.add("down." + level + ".pool", "down." + level, halve, h);
    }
    h = separable(layers, "mid.0", "mid", h, WIDTH << DEPTH);
    h = separable(layers, "mid.1", "mid", h, WIDTH << DEPTH);
    for (int level = DEPTH - 1; level >= 0; level--) {
      String block = "up." + level;
      h = twice(layers, block + ".twice", block, h, WIDTH << level);
      h = graph.add(block + ".concat", block, new Concat(1), h, skips[level]);
      h = separable(layers, block + ".0", block, h, WIDTH << level);
      h = separable(layers, block + ".1", block, h, WIDTH << level);
    }
    graph.output(layers.conv("head", "head", h, CLASSES, 1, 1));
    return graph.build();
  }

  /** A level's first convolution; the very first has too few channels to be worth separating. */
  private static Value first(Layers layers, int level, Value x) {
    String name = "down." + level + ".0";
    String block = "down." + level;
    return level == 0
        ? active(layers, name, block, layers.conv(name, block, x, WIDTH, 3, 1))
        : separable(layers, name, block, x, WIDTH << level);
  }

  /** A depthwise 3x3 convolution, a 1x1 convolution with bias, ReLU. */
  private static Value separable(Layers layers, String name, String block, Value x, long outputs) {
    int channels = Math.toIntExact(x.type().columns());
    Value h = layers.conv(name + ".dw", block, x, channels, Window.of(3, 1, 1), channels, false);
    return active(layers, name, block, layers.conv(name + ".pw", block, h, outputs, 1, 1));
  }

  private static Value active(Layers layers, String name, String block, Value x) {
    return layers.unary(name + ".act", block, Unary.Function.RELU, x);
  }

  /**
   * A transposed 2x2 convolution of stride 2 without bias: a product makes from every pixel its
   * patch of four.
   */
  private static Value twice(Layers layers, String name, String block, Value x, long outputs) {
    long patch = (long) HALF.kernel() * HALF.kernel();
    Value weight =
        GraphBuilder.parameter(name + ".weight", outputs * patch, x.type().columns(), 1, 1);
    Window point = Window.of(1, 1, 0);
    Value patches = layers.graph().add(name, block, new Convolution(point, point, 1), x, weight);
    Fold fold = new Fold(HALF, HALF, x.type().shape().dim(2) * 2, x.type().shape().dim(3) * 2);
    return layers.graph().add(name + ".fold", block, fold, patches);
  }
}
