package dev.npusim.workloads.logical;

import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pointwise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an input of the model is stored. Who runs a model chooses the order in which inputs arrive
 * and caches are kept, so they are stored as their readers want them: what is read as an image with
 * the channels innermost, and keys and values of B,H,S,D that only attention reads with the heads
 * side by side, B,S,H*D.
 *
 * @param type as stored
 * @param order of the model's extents over what is stored
 */
record StoredInput(TensorType type, ElementOrder order) {
  private static final List<Integer> TOKENS_FIRST = List.of(0, 2, 1, 3);

  static StoredInput of(LogicalGraph graph, Readers readers, String input) {
    TensorType type = graph.type(input);
    if (isImage(graph, readers, input)) {
      return inOwnOrder(new TensorType(type.shape(), type.dataType(), Layout.IMAGE));
    }
    return type.shape().rank() == 4 && !meetsReader(graph, readers, input, ElementOrder.of(type))
        ? headsSideBySide(type)
            .filter(stored -> meetsReader(graph, readers, input, stored.order))
            .orElseGet(() -> inOwnOrder(type))
        : inOwnOrder(type);
  }

  /** True when something reads the value as an image, be it after work on single pixels. */
  private static boolean isImage(LogicalGraph graph, Readers readers, String input) {
    Deque<String> open = new ArrayDeque<>(List.of(input));
    Set<String> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      String value = open.remove();
      for (LogicalNode reader : readers.of(value)) {
        Operation op = reader.op();
        if (op != null
            && reader.input(0).equals(value)
            && Layouts.required(op, graph.shape(value).rank()) == Layout.IMAGE) {
          return true;
        }
        if (op instanceof Pointwise
            && graph.shape(reader.output()).equals(graph.shape(value))
            && seen.add(reader.output())) {
          open.add(reader.output());
        }
      }
    }
    return false;
  }

  private static StoredInput inOwnOrder(TensorType type) {
    return new StoredInput(type, ElementOrder.of(type));
  }

  private static Optional<StoredInput> headsSideBySide(TensorType type) {
    Shape heads = type.shape();
    Shape apart = Shape.of(heads.dim(0), heads.dim(2), heads.dim(1), heads.dim(3));
    Shape together = Shape.of(heads.dim(0), heads.dim(2), heads.dim(1) * heads.dim(3));
    return ElementOrder.of(type.withShape(together))
        .regroup(apart)
        .map(order -> new StoredInput(type.withShape(together), order.transpose(TOKENS_FIRST)));
  }

  /** True when the only operation that reads the value finds its elements in order. */
  private static boolean meetsReader(
      LogicalGraph graph, Readers readers, String input, ElementOrder stored) {
    String value = input;
    ElementOrder order = stored;
    while (readers.of(value).size() == 1 && !graph.outputs().contains(value)) {
      LogicalNode reader = readers.of(value).get(0);
      if (reader.step() instanceof Step.Transpose transpose) {
        order = order.transpose(transpose.axes());
      } else if (reader.step() instanceof Step.Regroup regroup) {
        Optional<ElementOrder> regrouped = order.regroup(regroup.shape());
        if (regrouped.isEmpty()) {
          return false;
        }
        order = regrouped.get();
      } else {
        return order.isStoredAs(Layout.ROW_MAJOR);
      }
      value = reader.output();
    }
    return false;
  }
}
