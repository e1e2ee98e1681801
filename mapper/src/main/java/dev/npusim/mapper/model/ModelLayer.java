package dev.npusim.mapper.model;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.vector.VectorProblem;
import java.util.Optional;

/** Layers of a model that differ in nothing but their names. */
public sealed interface ModelLayer {
  /** In the model's order; at least one. */
  ImmutableList<String> names();

  /** Multiply-accumulates of one of them. */
  long macs();

  default String name() {
    return names().get(0);
  }

  default int count() {
    return names().size();
  }

  /**
   * A convolution or matrix product.
   *
   * @param onVector the same as an operation of the vector unit, for a depthwise convolution
   */
  record Product(ImmutableList<String> names, Layer layer, Optional<VectorProblem> onVector)
      implements ModelLayer {
    @Override
    public long macs() {
      return layer.macs();
    }
  }

  /** Attention as one operation. */
  record Fused(ImmutableList<String> names, AttentionProblem problem) implements ModelLayer {
    @Override
    public long macs() {
      return problem.macs();
    }
  }

  /** An operation of the vector unit. */
  record Vector(ImmutableList<String> names, VectorProblem problem) implements ModelLayer {
    @Override
    public long macs() {
      return 0;
    }
  }
}
