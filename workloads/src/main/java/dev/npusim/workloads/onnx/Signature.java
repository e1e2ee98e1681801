package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableSortedSet;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import java.util.List;

/**
 * What one version of an operator can be given.
 *
 * @param since first version of its operator set in which it is so
 * @param mostInputs operands, those left out counted
 * @param mostOutputs results, those left out counted
 * @param attributes all names it knows
 */
record Signature(
    String operator,
    int since,
    int mostInputs,
    int mostOutputs,
    ImmutableSortedSet<String> attributes) {
  /** Tools keep notes for themselves in attributes of such names; ONNX's checker passes them. */
  private static final String INTERNAL = "__";

  /**
   * @throws WorkloadException where the node has an attribute, operand or result that nobody would
   *     read
   */
  void check(SourceNode node) {
    node.proto().getAttributeList().forEach(attribute -> checkAttribute(attribute.getName()));
    checkCount("operands", node.proto().getInputList(), mostInputs);
    checkCount("results", node.proto().getOutputList(), mostOutputs);
  }

  private void checkAttribute(String name) {
    if (!attributes.contains(name) && !name.startsWith(INTERNAL)) {
      throw new WorkloadException(
          "attribute " + name + " is unknown to " + versioned() + hint(name));
    }
  }

  private String hint(String name) {
    return attributes.isEmpty() ? ", which has none" : NearestName.hint(name, attributes);
  }

  private void checkCount(String what, List<String> names, int most) {
    int count = names.size();
    while (count > 0 && names.get(count - 1).isEmpty()) {
      count--;
    }
    if (count > most) {
      throw new WorkloadException(
          count + " " + what + ", but " + versioned() + " has at most " + most);
    }
  }

  private String versioned() {
    return operator + " (since version " + since + ")";
  }
}
