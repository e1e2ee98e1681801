package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;

/**
 * An operation of which only the cost is modelled. Inputs: any. Output: {@code target}. Its
 * contents are unknown to whoever computes with the graph.
 *
 * @param name of the operator it stands for
 * @param target type of the result
 * @param work lane operations in all
 * @param basis how the work was arrived at, in words
 */
public record Other(String name, TensorType target, long work, String basis) implements Whole {
  public Other {
    Checks.notNegative(work, "work");
  }

  @Override
  public String kind() {
    return name;
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    return ImmutableList.of(target);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return work;
  }
}
