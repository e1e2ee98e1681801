package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Elementwise;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pointwise;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An operation done on elements where they are stored, though a model means them in another order:
 * what happens to single elements, and to rows one by one, does not depend on their order.
 *
 * @param op on the stored tensor
 * @param seenAs the type of the stored tensor for the operation: its own, or in shorter rows
 * @param order of the elements before
 */
record InPlace(Operation op, TensorType seenAs, ElementOrder order) {

  /**
   * @param base the stored tensor
   * @param order how its elements are meant; not as stored
   * @return empty where the elements must move first
   */
  static Optional<InPlace> of(Operation op, TensorType base, ElementOrder order) {
    if (op instanceof Elementwise) {
      return Optional.of(new InPlace(op, base, order));
    }
    if (op instanceof Slice slice) {
      return slice(slice, base, order);
    }
    boolean rows =
        op instanceof Linear
            || op instanceof Softmax
            || (op instanceof Normalization norm
                && (norm.kindOf() == Normalization.Kind.LAYER
                    || norm.kindOf() == Normalization.Kind.RMS));
    return rows ? rows(op, base, order) : Optional.empty();
  }

  /** Rows lie in the stored ones if the last axis is innermost there. */
  private static Optional<InPlace> rows(Operation op, TensorType base, ElementOrder order) {
    int last = order.axes().size() - 1;
    List<Integer> run = order.run(last);
    int factors = order.factors().length();
    long columns = order.extent(last);
    boolean innermost =
        base.layout() == Layout.ROW_MAJOR
            && base.shape().rank() > 0
            && base.columns() % columns == 0
            && run.equals(IntStream.range(factors - run.size(), factors).boxed().toList());
    if (!innermost) {
      return Optional.empty();
    }
    TensorType apart = base.withShape(Shape.of(base.rows(), base.columns() / columns, columns));
    return Optional.of(new InPlace(op, base.columns() == columns ? base : apart, order));
  }

  /**
   * A part of an axis is a part of the stored tensor if that axis is whole there: of one of its own
   * axes where it is the outermost part of it, else of the tensor seen with that axis apart.
   */
  private static Optional<InPlace> slice(Slice slice, TensorType base, ElementOrder order) {
    List<Integer> run = order.run(slice.axis());
    if (run.size() != 1 || base.layout() != Layout.ROW_MAJOR) {
      return Optional.empty();
    }
    int factor = run.get(0);
    long before = order.factors().subArray(0, factor).stream().reduce(1, (a, b) -> a * b);
    long extent = order.factors().get(factor);
    ElementOrder after = order.withFactor(factor, slice.length());
    for (int axis = 0; axis < base.shape().rank(); axis++) {
      if (base.shape().product(0, axis) == before && base.shape().dim(axis) % extent == 0) {
        long inner = base.shape().dim(axis) / extent;
        Slice stored = new Slice(axis, slice.start() * inner, slice.length() * inner);
        return Optional.of(new InPlace(stored, base, after));
      }
    }
    long behind = base.elements() / before / extent;
    Shape apart = behind == 1 ? Shape.of(before, extent) : Shape.of(before, extent, behind);
    Slice stored = new Slice(1, slice.start(), slice.length());
    return Optional.of(new InPlace(stored, base.withShape(apart), after));
  }

  /** How the elements of the result are meant. */
  ElementOrder after(TensorType result) {
    if (op instanceof Pointwise || op instanceof Slice) {
      return order;
    }
    int last = order.axes().size() - 1;
    int kept = order.factors().length() - order.run(last).size();
    List<ImmutableList<Integer>> axes = new ArrayList<>();
    for (int axis = 0; axis < last; axis++) {
      axes.add(order.run(axis));
    }
    axes.add(ImmutableList.of(kept));
    return new ElementOrder(
        ImmutableLongArray.builder()
            .addAll(order.factors().subArray(0, kept))
            .add(result.columns())
            .build(),
        ImmutableList.copyOf(axes));
  }
}
