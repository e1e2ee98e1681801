package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;

/**
 * Sines and cosines of a timestep, then two linear layers (diffusers' {@code Timesteps} and {@code
 * TimestepEmbedding}).
 */
final class TimestepEmbedding {
  private TimestepEmbedding() {}

  /**
   * @param timestep N
   * @param channels sines and cosines together
   * @return N,{@code width}
   */
  static Value build(Layers layers, Value timestep, long channels, long width) {
    GraphBuilder graph = layers.graph();
    String projection = "time_proj";
    long half = channels / 2;
    Value column =
        graph.add(
            projection + ".view",
            projection,
            new Reshape(TensorType.rowMajor(timestep.elements(), 1)),
            timestep);
    Value frequencies = GraphBuilder.constant(projection + ".frequencies", 1, half);
    Value phase = layers.multiply(projection + ".mul", projection, column, frequencies);
    Value sine = layers.unary(projection + ".sin", projection, Unary.Function.SIN, phase);
    Value cosine = layers.unary(projection + ".cos", projection, Unary.Function.COS, phase);
    Value both = graph.add(projection + ".concat", projection, new Concat(1), cosine, sine);

    String embedding = "time_embedding";
    Value hidden = layers.linear(embedding + ".linear_1", embedding, both, width, true);
    Value active = layers.unary(embedding + ".act", embedding, Unary.Function.SILU, hidden);
    return layers.linear(embedding + ".linear_2", embedding, active, width, true);
  }
}
