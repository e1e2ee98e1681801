package dev.npusim.viz.report;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Learned tensors that layers read, each once however many of these layers read it. Those that a
 * group before them reads already are in both and stand apart: the groups of a model add up to its
 * parameters when each counts without them.
 *
 * @param parameters numbers of all
 * @param sharedParameters numbers of those that an earlier group reads already
 * @param bytes of all, group scales included
 * @param sharedBytes of those that an earlier group reads already
 */
public record Learned(long parameters, long sharedParameters, long bytes, long sharedBytes) {
  static final Learned NONE = new Learned(0, 0, 0, 0);

  /**
   * @param earlier what the groups before read; what these layers read is added
   */
  static Learned of(Collection<Node> nodes, Precision precision, Set<Value> earlier) {
    Learned sum = NONE;
    Set<Value> seen = new HashSet<>();
    for (Node node : nodes) {
      for (Value input : node.inputs()) {
        if (input.kind() == Value.Kind.PARAMETER && seen.add(input)) {
          sum = sum.plus(of(input, precision, !earlier.add(input)));
        }
      }
    }
    return sum;
  }

  private static Learned of(Value value, Precision precision, boolean shared) {
    long numbers = value.elements();
    long bytes = precision.bytes(value);
    return new Learned(numbers, shared ? numbers : 0, bytes, shared ? bytes : 0);
  }

  Learned plus(Learned other) {
    return new Learned(
        Math.addExact(parameters, other.parameters),
        Math.addExact(sharedParameters, other.sharedParameters),
        Math.addExact(bytes, other.bytes),
        Math.addExact(sharedBytes, other.sharedBytes));
  }
}
