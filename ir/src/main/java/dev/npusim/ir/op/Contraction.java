package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/** An operation whose work is multiply-accumulates: everything the MAC array runs. */
public sealed interface Contraction extends Operation
    permits Convolution, CausalConvolution, Linear, MatMul, Attention {

  /** Multiply-accumulates; bias additions are not counted. */
  default long macs(ImmutableList<TensorType> inputs) {
    return loopNests(inputs).stream().mapToLong(LoopNest::macs).reduce(0, Math::addExact);
  }

  /** The loops behind the work: one nest, or two for attention (scores, then values). */
  ImmutableList<LoopNest> loopNests(ImmutableList<TensorType> inputs);
}
