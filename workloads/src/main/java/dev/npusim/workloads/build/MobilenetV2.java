package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Unary;

/**
 * MobileNetV2: inverted residuals, which widen the channels for a depthwise convolution (Sandler et
 * al., arXiv 1801.04381, table 2).
 */
public final class MobilenetV2 extends ImageClassifier {
  private static final long STEM = 32;
  private static final long LAST = 1280;
  private static final Unary RELU6 = new Unary(Unary.Function.CLIP, 0, 6);

  /** A row of the paper's table: {@code t}, {@code c}, {@code n} and {@code s} in its words. */
  private record Stage(long expansion, long channels, int blocks, int stride) {}

  private static final ImmutableList<Stage> STAGES =
      ImmutableList.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  @Override
  public String name() {
    return "mobilenet-v2";
  }

  @Override
  public String description() {
    return "MobileNetV2 image classifier";
  }

  @Override
  public String source() {
    return "torchvision mobilenet_v2";
  }

  @Override
  String classifier() {
    return "classifier.1";
  }

  @Override
  Value features(Layers layers, ConvNorm convolutions, Value image) {
    InvertedResidual residual = new InvertedResidual(layers, convolutions);
    Value h = residual.active("features.0", "features.0", image, STEM, 3, 2, 1);
    int index = 1;
    for (Stage stage : STAGES) {
      for (int block = 0; block < stage.blocks(); block++) {
        int stride = block == 0 ? stage.stride() : 1;
        h = residual.build("features." + index++, h, stage, stride);
      }
    }
    String last = "features." + index;
    return residual.active(last, last, h, LAST, 1, 1, 1);
  }

  /**
   *
   *
   * <pre>
   * x - [widen - clip] - depthwise - clip - narrow - (+) -
   *   \ ------------------------------------------- /
   * </pre>
   *
   * The residual exists where the extents stay.
   */
  private record InvertedResidual(Layers layers, ConvNorm convolutions) {
    Value build(String name, Value x, Stage stage, int stride) {
      String prefix = name + ".conv.";
      long inputs = x.type().columns();
      long wide = inputs * stage.expansion();
      Value h = x;
      int part = 0;
      if (wide > inputs) {
        h = active(prefix + part++, name, h, wide, 1, 1, 1);
      }
      h = active(prefix + part++, name, h, wide, 3, stride, Math.toIntExact(wide));
      String norm = prefix + (part + 1);
      h = convolutions.build(prefix + part, norm, name, h, stage.channels(), 1, 1, 1);
      return stride == 1 && inputs == stage.channels() ? layers.add(name + ".add", name, x, h) : h;
    }

    /** A convolution, its norm and a clamp to 0..6. */
    Value active(
        String name, String block, Value x, long outputs, int kernel, int stride, int groups) {
      Value h =
          convolutions.build(name + ".0", name + ".1", block, x, outputs, kernel, stride, groups);
      return layers.graph().add(name + ".2", block, RELU6, h);
    }
  }
}
