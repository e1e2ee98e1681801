package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;

/**
 * What every residual layer of a U-Net is told besides the image: the time and, in SDXL, the pooled
 * text with six numbers about the image's size and crop.
 */
final class UnetEmbedding {
  /** Features of the pooled text (projection_dim of SDXL's second text encoder). */
  private static final long POOLED_TEXT = 1280;

  /** Original height and width, top and left of the crop, wanted height and width. */
  private static final long SIZES = 6;

  /** Sines and cosines per size (addition_time_embed_dim). */
  private static final long SIZE_CHANNELS = 256;

  /** What the trace calls operations outside any module. */
  private static final String OUTSIDE = "top";

  private UnetEmbedding() {}

  /**
   * @return N,width
   */
  static Value build(Layers layers, UnetConfig config, long batch) {
    GraphBuilder graph = layers.graph();
    long channels = config.stages().get(0).channels();
    long width = 4 * channels;
    Value timestep = graph.input("timestep", TensorType.rowMajor(batch));
    Value time = TimestepEmbedding.sinusoids(layers, "time_proj", timestep, channels);
    time = TimestepEmbedding.perceptron(layers, "time_embedding", time, width);
    if (!config.extraCondition()) {
      return time;
    }
    Value text = graph.input("text_embeds", TensorType.rowMajor(batch, POOLED_TEXT));
    Value ids = graph.input("time_ids", TensorType.rowMajor(batch, SIZES));
    Value sizes = TimestepEmbedding.sinusoids(layers, "add_time_proj", ids, SIZE_CHANNELS);
    TensorType sideBySide = TensorType.rowMajor(batch, SIZES * SIZE_CHANNELS);
    sizes = graph.add("add_embeds.view", OUTSIDE, new Reshape(sideBySide), sizes);
    Value both = graph.add("add_embeds", OUTSIDE, new Concat(1), text, sizes);
    Value extra = TimestepEmbedding.perceptron(layers, "add_embedding", both, width);
    return layers.add("emb", OUTSIDE, time, extra);
  }
}
