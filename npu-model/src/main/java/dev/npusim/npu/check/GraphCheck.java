package dev.npusim.npu.check;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.npu.check.Violation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scheduled graph is the model: every node of it once, plus copies that compute the same from
 * the same inputs or from copies of them.
 */
final class GraphCheck {
  private final Run run;
  private final ImmutableMap<String, String> copies;
  private final Map<String, Node> originals = new HashMap<>();

  /** Each copied value's name, with the name of the value it is a copy of. */
  private final Map<String, String> copiedValues = new HashMap<>();

  GraphCheck(Run run) {
    this.run = run;
    this.copies = run.program().copies();
  }

  void check() {
    for (Node node : run.model().nodes()) {
      originals.put(node.name(), node);
    }
    Set<String> missing = new HashSet<>(originals.keySet());
    for (Node node : run.graph().nodes()) {
      String copied = copies.get(node.name());
      Node original = originals.get(copied == null ? node.name() : copied);
      if (original == null) {
        report(node, "is neither a node of the model nor a copy of one");
        continue;
      }
      if (copied == null) {
        missing.remove(node.name());
      } else if (originals.containsKey(node.name())) {
        report(node, "is a node of the model and stated to be a copy of " + copied);
      }
      compare(node, original, copied != null);
    }
    for (Node node : run.model().nodes()) {
      if (missing.contains(node.name())) {
        report(node, "of the model is not in the scheduled graph");
      }
    }
    for (String copy : copies.keySet()) {
      if (run.graph().nodes().stream().noneMatch(node -> node.name().equals(copy))) {
        run.findings().add(Kind.GRAPH, "copy " + copy + " is not in the scheduled graph");
      }
    }
    if (!run.graph().inputs().equals(run.model().inputs())) {
      run.findings().add(Kind.GRAPH, "the scheduled graph has other inputs than the model");
    }
    if (!run.graph().outputs().equals(run.model().outputs())) {
      run.findings().add(Kind.GRAPH, "the scheduled graph has other outputs than the model");
    }
  }

  private void compare(Node node, Node original, boolean isCopy) {
    if (!node.op().equals(original.op())) {
      report(node, "computes " + node.op() + " where the model has " + original.op());
    }
    boolean same = node.inputs().size() == original.inputs().size();
    for (int i = 0; same && i < node.inputs().size(); i++) {
      same = isOrCopies(node.input(i), original.input(i));
    }
    if (!same) {
      report(node, "reads " + names(node) + " where the model has " + names(original));
    }
    for (int i = 0; i < Math.min(node.outputs().size(), original.outputs().size()); i++) {
      Value output = node.outputs().get(i);
      Value expected = original.outputs().get(i);
      if (isCopy) {
        copiedValues.put(output.name(), expected.name());
        if (!output.type().equals(expected.type())) {
          report(node, "yields " + output.type() + ", its original " + expected.type());
        }
      } else if (!output.equals(expected)) {
        report(node, "yields " + output + " where the model has " + expected);
      }
    }
  }

  private boolean isOrCopies(Value value, Value original) {
    @Nullable String copied = copiedValues.get(value.name());
    return copied == null
        ? value.equals(original)
        : copied.equals(original.name()) && value.type().equals(original.type());
  }

  private static String names(Node node) {
    return node.inputs().stream().map(Value::name).toList().toString();
  }

  private void report(Node node, String what) {
    run.findings().add(Kind.GRAPH, "node " + node.name() + " " + what);
  }
}
