package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.op.View;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which stored tensors each value consists of. Views own no memory: a reshape or slice is (part of)
 * its input, a concat is its inputs side by side. Everything else is its own base. Whole tensors
 * only; {@link Aliases} says which of their elements.
 */
public final class Bases {
  private final ImmutableMap<String, ImmutableList<Value>> bases;

  private Bases(ImmutableMap<String, ImmutableList<Value>> bases) {
    this.bases = bases;
  }

  /** O(nodes x bases per view). */
  public static Bases of(Graph graph) {
    Map<String, ImmutableList<Value>> map = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof View) {
        Set<Value> parts = new LinkedHashSet<>();
        for (Value input : node.inputs()) {
          parts.addAll(map.getOrDefault(input.name(), ImmutableList.of(input)));
        }
        for (Value output : node.outputs()) {
          map.put(output.name(), ImmutableList.copyOf(parts));
        }
      }
    }
    return new Bases(ImmutableMap.copyOf(map));
  }

  /** The stored tensors behind {@code value}; itself unless it is a view. */
  public ImmutableList<Value> of(Value value) {
    return bases.getOrDefault(value.name(), ImmutableList.of(value));
  }

  /** The stored tensors a node reads, each once, static ones included. */
  public ImmutableSet<Value> readBy(Node node) {
    ImmutableSet.Builder<Value> read = ImmutableSet.builder();
    node.inputs().forEach(input -> read.addAll(of(input)));
    return read.build();
  }
}
