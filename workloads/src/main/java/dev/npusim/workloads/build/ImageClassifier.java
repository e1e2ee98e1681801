package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;

/**
 * A convolutional network over an image, the mean of every channel, and a linear layer to 1000
 * classes.
 */
abstract class ImageClassifier implements ModelBuilder {
  private static final long CLASSES = 1000;

  /** How often strides halve the image, together. */
  private static final int REDUCTION = 32;

  @Override
  public final ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number("image", 224, "rows and columns", REDUCTION, 2048, REDUCTION),
        Option.number("batch", 1, "images at once", 1, 64, 1),
        ConvNorm.option());
  }

  @Override
  public final Graph build(Options options) {
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    long extent = options.number("image");
    long batch = options.number("batch");
    Value image = graph.input("input", TensorType.image(batch, 3, extent, extent));
    Value h = features(layers, ConvNorm.of(layers, options), image);
    h =
        graph.add(
            "avgpool",
            "avgpool",
            new Reduce(Reduce.Function.MEAN, ImmutableList.of(2, 3), true),
            h);
    TensorType flat = TensorType.rowMajor(batch, h.type().columns());
    h = graph.add(classifier() + ".view", classifier(), new Reshape(flat), h);
    graph.output(layers.linear(classifier(), classifier(), h, CLASSES, true));
    return graph.build();
  }

  /** What the model calls its last layer. */
  abstract String classifier();

  /**
   * @param image N,3,H,W
   * @return N,channels,H/32,W/32
   */
  abstract Value features(Layers layers, ConvNorm convolutions, Value image);
}
