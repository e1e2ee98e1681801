package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tensors without elements, which only arithmetic on extents has: the shape of a scalar, what is
 * left of a shape behind its end. They are literals; the graph has none.
 */
final class EmptyTensors {
  private EmptyTensors() {}

  /** What the node makes of an operand without elements; empty where it has none. */
  static Optional<Literal> fold(SourceNode node, Translation to) {
    List<Literal> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      Literal literal = literal(node, to, i);
      if (literal != null) {
        operands.add(literal);
      }
    }
    boolean data = isEmpty(literal(node, to, 0));
    boolean any = operands.stream().anyMatch(EmptyTensors::isEmpty);
    Literal first = any ? operands.get(0) : null;
    if (first == null || node.outputCount() != 1) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (node.op()) {
          case "Identity", "Transpose", "Reshape", "Flatten", "Slice", "Expand", "Tile" ->
              data ? vector(node, first.dataType()) : null;
          case "Squeeze", "Unsqueeze", "ReduceMax", "ReduceMin" ->
              data ? vector(node, first.dataType()) : null;
          case "Cast" -> data ? first.converted(node.output(0), UnaryOperators.target(node)) : null;
          case "Gather" -> vector(node, first.dataType());
          case "Concat" ->
              operands.stream().allMatch(EmptyTensors::isEmpty)
                      && operands.size() == node.inputCount()
                  ? vector(node, first.dataType())
                  : null;
          case "ReduceProd" -> data ? one(node, first, 1) : null;
          case "ReduceSum" -> data ? one(node, first, 0) : null;
          case "Shape" ->
              data
                  ? Literal.ofIntegers(
                      node.output(0),
                      ImmutableLongArray.of(first.dims().length()),
                      first.dims().toArray())
                  : null;
          case "Size" ->
              data ? Literal.ofIntegers(node.output(0), ImmutableLongArray.of(), 0) : null;
          case "Add", "Sub", "Mul", "Div", "Min", "Max", "Mod" -> vector(node, first.dataType());
          case "Equal", "Less", "Greater", "Not" -> vector(node, DataType.BOOL);
          default -> null;
        });
  }

  /** Operands may be missing, or no tensors. */
  private static @Nullable Literal literal(SourceNode node, Translation to, int i) {
    return node.hasInput(i) ? to.graph().literal(to.resolve(node.input(i))) : null;
  }

  static boolean isEmpty(@Nullable Literal literal) {
    return literal != null && literal.elements() == 0;
  }

  /** No elements, in one axis. */
  static Literal vector(SourceNode node, DataType type) {
    return Fillings.of(node.output(0), ImmutableLongArray.of(0), type, 0);
  }

  private static Literal one(SourceNode node, Literal like, long value) {
    ImmutableLongArray dims =
        node.integer("keepdims", 1) != 0 ? ImmutableLongArray.of(1) : ImmutableLongArray.of();
    return Fillings.of(node.output(0), dims, like.dataType(), value);
  }
}
