package dev.npusim.workloads.build;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;

/** Numbers as sines and cosines, and the two linear layers that read them. */
final class TimestepEmbedding {
  private TimestepEmbedding() {}

  /**
   * Sines and cosines of every number (diffusers' {@code Timesteps}).
   *
   * @param name also the block
   * @param numbers of any shape
   * @param channels sines and cosines together
   * @return one row of {@code channels} per number
   */
  static Value sinusoids(Layers layers, String name, Value numbers, long channels) {
    GraphBuilder graph = layers.graph();
    TensorType oneColumn = TensorType.rowMajor(numbers.elements(), 1);
    Value column = graph.add(name + ".view", name, new Reshape(oneColumn), numbers);
    Value frequencies = GraphBuilder.constant(name + ".frequencies", 1, channels / 2);
    Value phase = layers.multiply(name + ".mul", name, column, frequencies);
    Value sine = layers.unary(name + ".sin", name, Unary.Function.SIN, phase);
    Value cosine = layers.unary(name + ".cos", name, Unary.Function.COS, phase);
    Value both = graph.add(name + ".concat", name, new Concat(1), sine, cosine);
    // The model turns them round afterwards (flip_sin_to_cos): two more views, nothing moves.
    Value second =
        graph.add(name + ".second", name, new Slice(1, channels / 2, channels / 2), both);
    Value first = graph.add(name + ".first", name, new Slice(1, 0, channels / 2), both);
    return graph.add(name + ".flip", name, new Concat(1), second, first);
  }

  /**
   * Two linear layers with a SiLU in between (diffusers' {@code TimestepEmbedding}).
   *
   * @param name also the block
   * @param x N,channels
   * @return N,{@code width}
   */
  static Value perceptron(Layers layers, String name, Value x, long width) {
    Value hidden = layers.linear(name + ".linear_1", name, x, width, true);
    Value active = layers.unary(name + ".act", name, Unary.Function.SILU, hidden);
    return layers.linear(name + ".linear_2", name, active, width, true);
  }
}
