package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step with its operands.
 *
 * @param name of the node in the source
 * @param output the value it computes
 * @param sources positions of the source nodes it stands for
 */
public record LogicalNode(
    String name,
    Step step,
    ImmutableList<String> inputs,
    String output,
    ImmutableList<Integer> sources) {

  public LogicalNode with(Operation op, List<String> newInputs) {
    return new LogicalNode(
        name, new Step.Apply(op), ImmutableList.copyOf(newInputs), output, sources);
  }

  public LogicalNode with(Step newStep, String input) {
    return new LogicalNode(name, newStep, ImmutableList.of(input), output, sources);
  }

  public LogicalNode withSources(ImmutableList<Integer> newSources) {
    return new LogicalNode(name, step, inputs, output, newSources);
  }

  /** The operation, or null for a rearrangement. */
  public @Nullable Operation op() {
    return step instanceof Step.Apply apply ? apply.op() : null;
  }

  public String input(int index) {
    return inputs.get(index);
  }
}
