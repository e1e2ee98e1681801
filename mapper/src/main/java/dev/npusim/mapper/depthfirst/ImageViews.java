package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes that are written one after the other, and the views between them, equal ones once. */
final class ImageViews {
  private record View(Operation op, ImmutableList<Value> inputs) {}

  private final List<Node> nodes = new ArrayList<>();
  private final Map<View, Value> known = new HashMap<>();
  private final Set<String> taken;

  /**
   * @param taken names that are not free any more; grows
   */
  ImageViews(Set<String> taken) {
    this.taken = taken;
  }

  List<Node> nodes() {
    return nodes;
  }

  void add(Node node) {
    nodes.add(node);
  }

  /**
   * Rows {@code r} and columns {@code c} of a value that shows {@code height} and {@code width}.
   */
  Value part(Value value, Span height, Span width, Span r, Span c) {
    return slice(slice(value, SpatialNode.HEIGHT, height, r), SpatialNode.WIDTH, width, c);
  }

  private Value slice(Value value, int axis, Span shown, Span wanted) {
    if (wanted.equals(shown)) {
      return value;
    }
    String name =
        value.name() + (axis == SpatialNode.HEIGHT ? "[" + wanted + "]" : "[:," + wanted + "]");
    return view(
        name,
        new Slice(axis, wanted.begin() - shown.begin(), wanted.length()),
        ImmutableList.of(value));
  }

  /** One below (or beside) the other; a single one as it is. */
  Value concat(List<Value> parts, int axis) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return view(
        parts.get(0).name()
            + (axis == SpatialNode.HEIGHT ? "..." : "...,")
            + parts.get(parts.size() - 1).name(),
        new Concat(axis),
        ImmutableList.copyOf(parts));
  }

  /** The value that {@code parts} are together, under its own name. */
  void whole(Value value, List<Value> parts, int axis) {
    write(value.name() + "#all", value, new Concat(axis), ImmutableList.copyOf(parts));
  }

  private Value view(String name, Operation op, ImmutableList<Value> inputs) {
    return known.computeIfAbsent(
        new View(op, inputs),
        key -> {
          ImmutableList<TensorType> types =
              inputs.stream().map(Value::type).collect(ImmutableList.toImmutableList());
          // Two groups may cut the same part out of the same value.
          String free = name;
          while (!taken.add(free)) {
            free += "'";
          }
          Value shown = new Value(free, op.infer(types).get(0), Value.Kind.ACTIVATION);
          write(free, shown, op, inputs);
          return shown;
        });
  }

  private void write(String name, Value output, Operation op, ImmutableList<Value> inputs) {
    nodes.add(new Node(name, "", op, inputs, ImmutableList.of(output)));
  }
}
