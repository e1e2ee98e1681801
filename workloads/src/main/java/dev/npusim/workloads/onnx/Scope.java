package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.WorkloadException;

/**
 * Where a node stands: at the top of the file, or in a function or sub-graph that was put in place
 * of a node there.
 *
 * @param root position in the file of the node it stems from
 * @param opset version of ONNX's own operators that holds here
 * @param path functions and sub-graphs around it, outermost first
 */
record Scope(int root, long opset, ImmutableList<String> path) {
  /** Real models nest a handful. */
  private static final int DEEPEST = 64;

  static Scope top(long opset) {
    return new Scope(0, opset, ImmutableList.of());
  }

  Scope at(int position) {
    return path.isEmpty() ? new Scope(position, opset, path) : this;
  }

  /**
   * @throws WorkloadException where a function calls itself
   */
  Scope call(String function, long functionOpset) {
    String entry = "function " + function;
    if (path.contains(entry)) {
      throw new WorkloadException(
          entry + " calls itself: " + String.join(" - ", path) + " - " + entry);
    }
    return enter(entry, functionOpset);
  }

  Scope body(SourceNode node) {
    return enter("node " + node.name(), opset);
  }

  private Scope enter(String entry, long newOpset) {
    if (path.size() == DEEPEST) {
      throw new WorkloadException(
          "functions and sub-graphs are nested more than " + DEEPEST + " deep, down to " + entry);
    }
    return new Scope(
        root, newOpset, ImmutableList.<String>builder().addAll(path).add(entry).build());
  }
}
