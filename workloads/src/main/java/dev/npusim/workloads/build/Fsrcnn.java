package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Window;

/**
 * FSRCNN (Dong et al., arXiv 1608.00367), super-resolution: eight small convolutions without
 * padding over a large image, with activations that dwarf the weights. As the fusion literature
 * uses it (DeFiNES, arXiv 2212.05344): linear, and the last layer makes the pixels of a quarter of
 * the enlarged image as channels.
 */
public final class Fsrcnn implements ModelBuilder {
  /**
   * @param kernel rows and columns
   */
  private record Layer(int kernel, long outputs) {}

  private static final ImmutableList<Layer> LAYERS =
      ImmutableList.of(
          new Layer(5, 56),
          new Layer(1, 12),
          new Layer(3, 12),
          new Layer(3, 12),
          new Layer(3, 12),
          new Layer(3, 12),
          new Layer(1, 56),
          new Layer(3, 16));

  @Override
  public String name() {
    return "fsrcnn";
  }

  @Override
  public String description() {
    return "FSRCNN super-resolution";
  }

  @Override
  public String source() {
    return "DeFiNES, arXiv 2212.05344, after arXiv 1608.00367";
  }

  @Override
  public ImmutableList<Option> options() {
    return ImmutableList.of(
        Option.number(
            "width", 974, "columns of the image, 14 more than of the result", 15, 8192, 1),
        Option.number("height", 554, "rows of the image, 14 more than of the result", 15, 8192, 1),
        Option.number("batch", 1, "images at once", 1, 64, 1));
  }

  @Override
  public ImmutableList<String> notes(Options options) {
    return ImmutableList.of("FSRCNN without its PReLU activations, as DeFiNES models it.");
  }

  @Override
  public Graph build(Options options) {
    Layers layers = new Layers(new GraphBuilder(name()));
    GraphBuilder graph = layers.graph();
    Value h =
        graph.input(
            "image",
            TensorType.image(
                options.number("batch"), 1, options.number("height"), options.number("width")));
    for (int i = 0; i < LAYERS.size(); i++) {
      Layer layer = LAYERS.get(i);
      String name = "conv" + (i + 1);
      h = layers.conv(name, name, h, layer.outputs(), Window.of(layer.kernel(), 1, 0), 1, true);
    }
    graph.output(h);
    return graph.build();
  }
}
