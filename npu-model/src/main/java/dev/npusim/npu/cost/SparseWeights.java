package dev.npusim.npu.cost;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import java.util.HashSet;
import java.util.Set;

/**
 * Which weights a run's structure belongs to: those that only linear layers and convolutions
 * without groups read as weights. Structure lies along the reduction, so layers whose groups have a
 * short one of their own keep dense weights; a table that something else looks up does, too.
 */
public final class SparseWeights {
  private final Precision precision;
  private final Set<String> names = new HashSet<>();

  public SparseWeights(Graph graph, Precision precision) {
    this.precision = precision;
    if (precision.weights().isDense()) {
      return;
    }
    Set<String> others = new HashSet<>();
    for (Node node : graph.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Value input = node.input(i);
        if (input.kind() == Value.Kind.PARAMETER && i == 1 && reducesAll(node)) {
          names.add(input.name());
        } else {
          others.add(input.name());
        }
      }
    }
    names.removeAll(others);
  }

  private static boolean reducesAll(Node node) {
    return node.op() instanceof Linear
        || (node.op() instanceof Convolution convolution && convolution.groups() == 1);
  }

  public boolean contains(Value value) {
    return names.contains(value.name());
  }

  /** Stored bytes of a whole value, group scales and places of the kept weights included. */
  public long bytes(Value value) {
    return bytes(value, value.elements());
  }

  /**
   * Stored bytes of {@code elements} elements of {@code value}; of a weight with structure, always
   * all of it.
   */
  public long bytes(Value value, long elements) {
    if (!contains(value)) {
      return precision.bytes(value, elements);
    }
    long stored = stored(value);
    long dense = value.elements() * precision.bits(value);
    long scales = precision.bytes(value) - (dense + 7) / 8;
    return (stored * (precision.bits(value) + precision.weights().indexBits()) + 7) / 8 + scales;
  }

  /** Elements of a whole value that are stored. */
  public long stored(Value value) {
    if (!contains(value)) {
      return value.elements();
    }
    long columns = value.type().shape().dim(0);
    return precision.weights().stored(0, value.elements() / columns) * columns;
  }

  /**
   * MACs that {@code node} needs on the array: a block of its reduction takes as many as it keeps.
   */
  public long macs(Node node) {
    if (node.inputs().size() < 2 || !contains(node.input(1)) || !reducesAll(node)) {
      return node.macs();
    }
    long reduction = node.input(1).elements() / node.input(1).type().shape().dim(0);
    return node.macs() / reduction * precision.weights().stored(0, reduction);
  }
}
