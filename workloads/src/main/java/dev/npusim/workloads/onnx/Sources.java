package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every node that is translated, each with a number of its own. */
final class Sources {
  /** Real models have some thousands; an unrolled loop can have any number. */
  static final int MOST = 200_000;

  private final List<SourceNode> all = new ArrayList<>();
  private final Map<String, Integer> prefixes = new HashMap<>();

  /**
   * @throws WorkloadException where there are too many
   */
  SourceNode add(NodeProto proto, Scope scope) {
    if (all.size() == MOST) {
      throw new WorkloadException(
          "the model has more than "
              + MOST
              + " nodes once functions are inlined and loops unrolled"
              + (scope.path().isEmpty() ? "" : "; they come from " + scope.path().get(0)));
    }
    SourceNode node = new SourceNode(all.size(), scope, proto);
    all.add(node);
    return node;
  }

  SourceNode get(int index) {
    return all.get(index);
  }

  /** As in the file, what replaces a node in its place. */
  ImmutableList<SourceNode> inFileOrder() {
    return ImmutableList.sortedCopyOf(Comparator.comparingInt(node -> node.scope().root()), all);
  }

  /** A prefix for the names of what replaces {@code node}; never the same twice. */
  String prefix(String node) {
    int count = prefixes.merge(node, 1, Integer::sum);
    return node + (count == 1 ? "" : "#" + count) + "/";
  }
}
