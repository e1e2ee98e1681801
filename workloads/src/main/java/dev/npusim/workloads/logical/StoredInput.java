package dev.npusim.workloads.logical;

import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pointwise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How an input of the model is stored. Who runs a model chooses the order in which images arrive
 * and caches are kept, so they are stored as their readers want them: what is read as an image with
 * the channels innermost, and what is kept from run to run as B,H,S,D and only attention reads with
 * the heads side by side, B,S,H*D.
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
    boolean kept = graph.isKept(input) || graph.outputs().contains(input);
    return kept && type.shape().rank() == 4
        ? headsSideBySide(type)
            .filter(stored -> isReadByAttention(graph, readers, input, stored.order))
            .orElseGet(() -> inOwnOrder(type))
        : inOwnOrder(type);
  }

  /** True when something reads the input as an image, be it after work on single pixels. */
  private static boolean isImage(LogicalGraph graph, Readers readers, String input) {
    Set<String> seen = new HashSet<>(Set.of(input));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String value = open.remove();
      for (LogicalNode reader : readers.of(value)) {
        Operation op = reader.op();
        if (op != null
            && reader.input(0).equals(value)
            && Layouts.required(op, graph.shape(value).rank()) == Layout.IMAGE) {
          return true;
        }
        boolean passes =
            op instanceof Pointwise && graph.shape(reader.output()).equals(graph.shape(input));
        if ((passes || isRow(graph, reader)) && seen.add(reader.output())) {
          open.add(reader.output());
        }
      }
    }
    return false;
  }

  /** N,C,L as N,C,1,L, as convolutions over a line are translated. */
  private static boolean isRow(LogicalGraph graph, LogicalNode reader) {
    Shape line = graph.shape(reader.input(0));
    return reader.step() instanceof Step.Regroup regroup
        && line.rank() == 3
        && regroup.shape().equals(Shape.of(line.dim(0), line.dim(1), 1, line.dim(2)));
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

  /** True when all that reads the value is attention, and finds its elements in order. */
  private static boolean isReadByAttention(
      LogicalGraph graph, Readers readers, String input, ElementOrder stored) {
    String value = input;
    Optional<ElementOrder> order = Optional.of(stored);
    while (order.isPresent() && readers.of(value).size() == 1 && !graph.outputs().contains(value)) {
      LogicalNode reader = readers.of(value).get(0);
      ElementOrder meant = order.get();
      boolean inOrder = meant.isStoredAs(Layout.ROW_MAJOR);
      if (reader.op() instanceof Attention) {
        return inOrder;
      }
      if (reader.step() instanceof Step.Transpose transpose) {
        order = Optional.of(meant.transpose(transpose.axes()));
      } else if (reader.step() instanceof Step.Regroup regroup) {
        order = meant.regroup(regroup.shape());
      } else {
        order =
            Optional.of(ElementOrder.of(graph.type(reader.output())))
                .filter(joined -> reader.op() instanceof Concat && inOrder);
      }
      value = reader.output();
    }
    return false;
  }
}
