package dev.npusim.viz.report;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Learned tensors that layers read, each once however many of these layers read it. Numbers stored
 * in several orders are several tensors to read but were learned once. Those that a group before
 * them reads already are in both and stand apart: the groups of a model add up to its parameters
 * when each counts without them.
 *
 * @param parameters numbers of all
 * @param sharedParameters numbers of those that an earlier group reads already
 * @param bytes of all, group scales included
 * @param sharedBytes of those that an earlier group reads already
 */
public record Learned(long parameters, long sharedParameters, long bytes, long sharedBytes) {
  static final Learned NONE = new Learned(0, 0, 0, 0);

  /** Tensors met so far, and whose numbers they hold. */
  static final class Met {
    private final Set<Value> tensors = new HashSet<>();
    private final Set<String> origins = new HashSet<>();
  }

  /**
   * @param earlier what the groups before read; what these layers read is added
   */
  static Learned of(Collection<Node> nodes, Precision precision, Met earlier) {
    Learned sum = NONE;
    Met here = new Met();
    for (Node node : nodes) {
      for (Value input : node.inputs()) {
        if (input.kind() == Value.Kind.PARAMETER && here.tensors.add(input)) {
          long bytes = precision.bytes(input);
          long numbers = here.origins.add(input.origin()) ? input.elements() : 0;
          boolean known = numbers > 0 && !earlier.origins.add(input.origin());
          boolean stored = !earlier.tensors.add(input);
          sum = sum.plus(new Learned(numbers, known ? numbers : 0, bytes, stored ? bytes : 0));
        }
      }
    }
    return sum;
  }

  Learned plus(Learned other) {
    return new Learned(
        Math.addExact(parameters, other.parameters),
        Math.addExact(sharedParameters, other.sharedParameters),
        Math.addExact(bytes, other.bytes),
        Math.addExact(sharedBytes, other.sharedBytes));
  }
}
