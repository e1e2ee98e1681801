package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * An operation of the vector unit. Work is counted in lane operations: one lane, one element, one
 * elementary operation (add, multiply, fused multiply-add, compare, or one look-up of a special
 * function such as exp or erf). The decompositions are ours and stated at each operation.
 */
public sealed interface VectorOperation extends Operation
    permits Pointwise,
        Normalization,
        Softmax,
        Pool,
        Reduce,
        Resize,
        Fold,
        Expand,
        Permute,
        Gather,
        Rope,
        Pad,
        SelectiveScan,
        Whole {

  long laneOps(ImmutableList<TensorType> inputs);
}
