package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.View;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Coverage.Fate;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Lowering;
import java.util.HashMap;
import java.util.Map;

/** Accounts for every source node: nothing is dropped in silence. */
final class CoverageReport {
  private final Map<Integer, Coverage> byNode = new HashMap<>();
  private final Sources sources;
  private final Translation translation;
  private final Lowering.Lowered lowered;
  private final Map<String, Node> nodes = new HashMap<>();

  private CoverageReport(Sources sources, Translation translation, Lowering.Lowered lowered) {
    this.sources = sources;
    this.translation = translation;
    this.lowered = lowered;
    lowered.graph().nodes().forEach(node -> nodes.put(node.name(), node));
  }

  static ImmutableList<Coverage> of(
      Sources sources, Translation translation, Lowering.Lowered lowered) {
    return new CoverageReport(sources, translation, lowered).collect();
  }

  private ImmutableList<Coverage> collect() {
    for (LogicalNode node : translation.graph().nodes()) {
      for (int index : node.sources()) {
        Coverage found = describe(node, index);
        byNode.merge(index, found, (a, b) -> a.fate().compareTo(b.fate()) <= 0 ? a : b);
      }
    }
    ImmutableList.Builder<Coverage> all = ImmutableList.builder();
    for (SourceNode node : sources.inFileOrder()) {
      Coverage known = byNode.get(node.index());
      all.add(known != null ? known : withoutNode(node));
    }
    return all.build();
  }

  private Coverage describe(LogicalNode node, int index) {
    SourceNode from = sources.get(index);
    Node target = nodes.get(lowered.targets().getOrDefault(node.output(), ""));
    if (target == null) {
      return new Coverage(
          from.name(), from.op(), Fate.VIEW, node.output(), "another view of stored elements");
    }
    if (target.op() instanceof Other other) {
      return new Coverage(from.name(), from.op(), Fate.APPROXIMATED, target.name(), other.basis());
    }
    if (node.sources().size() > 1) {
      return new Coverage(
          from.name(), from.op(), Fate.RAISED, target.name(), "part of " + target.op().kind());
    }
    if (target.op() instanceof Concat
        && target.inputs().stream().anyMatch(part -> part.kind() == Value.Kind.STATE)) {
      return new Coverage(
          from.name(),
          from.op(),
          Fate.VIEW,
          target.name(),
          "a cache that is kept; the run writes only what it adds");
    }
    boolean view = target.op() instanceof View;
    return new Coverage(
        from.name(),
        from.op(),
        view ? Fate.VIEW : Fate.COSTED,
        target.name(),
        view ? "readers read the stored parts" : "costed as " + target.op().kind());
  }

  private Coverage withoutNode(SourceNode from) {
    Fate fate = translation.fateWithoutNode(from.index());
    String value = from.outputCount() == 0 ? "" : from.proto().getOutput(0);
    if (fate == Fate.CONSTANT) {
      return new Coverage(from.name(), from.op(), fate, value, translation.decision(from.index()));
    }
    if (fate == Fate.VIEW) {
      return new Coverage(from.name(), from.op(), fate, value, "the same value as its input");
    }
    return new Coverage(from.name(), from.op(), Fate.DEAD, value, "nothing reads it");
  }
}
