package dev.npusim.workloads.build;

import dev.npusim.ir.Value;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;

/**
 * ResNet-50: four stages of bottlenecks, in which a 3x3 convolution works on a quarter of the
 * channels (He et al., arXiv 1512.03385; the stride sits at the 3x3 convolution, "v1.5").
 */
public final class Resnet50 extends ImageClassifier {
  private static final int[] BOTTLENECKS = {3, 4, 6, 3};
  private static final long STEM = 64;
  private static final long EXPANSION = 4;

  @Override
  public String name() {
    return "resnet-50";
  }

  @Override
  public String description() {
    return "ResNet-50 image classifier";
  }

  @Override
  public String source() {
    return "torchvision resnet50";
  }

  @Override
  String classifier() {
    return "fc";
  }

  @Override
  Value features(Layers layers, ConvNorm convolutions, Value image) {
    Value h = convolutions.build("conv1", "bn1", "conv1", image, STEM, 7, 2, 1);
    h = layers.unary("relu", "conv1", Unary.Function.RELU, h);
    Window window = Window.of(3, 2, 1);
    h = layers.graph().add("maxpool", "maxpool", new Pool(Pool.Function.MAX, window, window), h);
    Bottleneck bottleneck = new Bottleneck(layers, convolutions);
    for (int stage = 0; stage < BOTTLENECKS.length; stage++) {
      for (int index = 0; index < BOTTLENECKS[stage]; index++) {
        int stride = index == 0 && stage > 0 ? 2 : 1;
        h = bottleneck.build("layer" + (stage + 1) + "." + index, h, STEM << stage, stride);
      }
    }
    return h;
  }

  /**
   *
   *
   * <pre>
   * x - conv1 - relu - conv2 - relu - conv3 - (+) - relu -
   *   \ [downsample] ----------------------- /
   * </pre>
   */
  private record Bottleneck(Layers layers, ConvNorm convolutions) {
    Value build(String name, Value x, long width, int stride) {
      Value h = conv(name, 1, x, width, 1, 1);
      h = layers.unary(name + ".relu1", name, Unary.Function.RELU, h);
      h = conv(name, 2, h, width, 3, stride);
      h = layers.unary(name + ".relu2", name, Unary.Function.RELU, h);
      h = conv(name, 3, h, width * EXPANSION, 1, 1);
      String fit = name + ".downsample";
      Value residual =
          x.type().columns() == width * EXPANSION
              ? x
              : convolutions.build(
                  fit + ".0", fit + ".1", name, x, width * EXPANSION, 1, stride, 1);
      h = layers.add(name + ".add", name, h, residual);
      return layers.unary(name + ".relu3", name, Unary.Function.RELU, h);
    }

    private Value conv(String name, int number, Value x, long outputs, int kernel, int stride) {
      return convolutions.build(
          name + ".conv" + number, name + ".bn" + number, name, x, outputs, kernel, stride, 1);
    }
  }
}
