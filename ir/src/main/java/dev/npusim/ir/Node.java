package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.VectorOperation;

/**
 * One operation applied to values.
 *
 * @param name unique in the graph
 * @param block the part of the model it belongs to ({@code down_blocks.0.resnets.1}); may be empty
 * @param inputs data and parameters in the order the operation states
 */
public record Node(
    String name,
    String block,
    Operation op,
    ImmutableList<Value> inputs,
    ImmutableList<Value> outputs) {

  public Value input(int index) {
    return inputs.get(index);
  }

  /** The only output; every operation of today has exactly one. */
  public Value output() {
    return outputs.get(0);
  }

  /** Multiply-accumulates of convolutions and matrix products; 0 for everything else. */
  public long macs() {
    return op instanceof Contraction contraction ? contraction.macs(types()) : 0;
  }

  /**
   * Elementary vector operations (one lane, one element); drains of a contraction are not counted
   * here.
   */
  public long laneOps() {
    return op instanceof VectorOperation vector ? vector.laneOps(types()) : 0;
  }

  /**
   * Learned numbers this node reads (shared ones count at every reader; see {@link
   * Graph#parameters()}).
   */
  public long parameters() {
    return inputs.stream()
        .filter(value -> value.kind() == Value.Kind.PARAMETER)
        .mapToLong(Value::elements)
        .sum();
  }

  public ImmutableList<TensorType> types() {
    ImmutableList.Builder<TensorType> types = ImmutableList.builderWithExpectedSize(inputs.size());
    for (Value input : inputs) {
      types.add(input.type());
    }
    return types.build();
  }
}
