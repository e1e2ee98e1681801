package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Expand;
import dev.npusim.workloads.logical.ElementOrder;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where the elements of a value are found in an earlier one that was regrouped, transposed,
 * repeated along axes, and multiplied by known numbers.
 *
 * @param base the earlier value
 * @param order over the elements of {@code base} in logical order; factors behind those repeat them
 * @param factor the known numbers multiplied
 */
record Arrangement(String base, Shape baseShape, ElementOrder order, double factor) {

  /** As far back as it goes. */
  static Arrangement of(LogicalGraph graph, String value) {
    return of(graph, value, true);
  }

  /** As far back as it goes without multiplications. */
  static Arrangement unscaled(LogicalGraph graph, String value) {
    return of(graph, value, false);
  }

  private static Arrangement of(LogicalGraph graph, String value, boolean scales) {
    LogicalNode node = graph.producer(value);
    if (node == null) {
      return itself(graph, value);
    }
    if (node.step() instanceof Step.Transpose transpose) {
      return of(graph, node.input(0), scales).transpose(transpose.axes());
    }
    if (node.step() instanceof Step.Regroup regroup) {
      return of(graph, node.input(0), scales)
          .regroup(regroup.shape())
          .orElseGet(() -> itself(graph, value));
    }
    if (node.op() instanceof Expand expand) {
      return of(graph, node.input(0), scales).expand(expand.dims());
    }
    Repetition repetition = Repetition.of(graph, node);
    if (repetition != null) {
      Arrangement of = of(graph, node.input(0), scales);
      ElementOrder order =
          of.order.repeated(repetition.axis(), repetition.times(), repetition.inner());
      return new Arrangement(of.base, of.baseShape, order, of.factor);
    }
    Patterns.Scaled scaled = scales ? Patterns.scaled(graph, node) : null;
    if (scaled != null) {
      Arrangement of = of(graph, scaled.of(), true);
      return new Arrangement(of.base, of.baseShape, of.order, of.factor * scaled.factor());
    }
    return itself(graph, value);
  }

  /** Not behind the value. */
  static Arrangement itself(LogicalGraph graph, String value) {
    return new Arrangement(value, graph.shape(value), ElementOrder.of(graph.type(value)), 1);
  }

  Arrangement transpose(List<Integer> axes) {
    return new Arrangement(base, baseShape, order.transpose(axes), factor);
  }

  Optional<Arrangement> regroup(Shape shape) {
    return order.regroup(shape).map(found -> new Arrangement(base, baseShape, found, factor));
  }

  private Arrangement expand(ImmutableLongArray dims) {
    int added = dims.length() - order.axes().size();
    ImmutableList.Builder<ImmutableList<Integer>> axes = ImmutableList.builder();
    IntStream.range(0, added).forEach(axis -> axes.add(ImmutableList.of()));
    ElementOrder wider = new ElementOrder(order.factors(), axes.addAll(order.axes()).build());
    for (int axis = 0; axis < dims.length(); axis++) {
      if (wider.extent(axis) == 1 && dims.get(axis) > 1) {
        wider = wider.repeated(axis, dims.get(axis), true);
      }
    }
    return new Arrangement(base, baseShape, wider, factor);
  }

  /** How many of the factors are elements of the base; the others repeat them. */
  private int stored() {
    int count = 0;
    for (long elements = 1; elements < baseShape.elements(); count++) {
      elements *= order.factors().get(count);
    }
    return count;
  }

  /** How often the elements of an axis are repeated. */
  long repetitions(int axis) {
    int stored = stored();
    return order.axes().get(axis).stream()
        .filter(factor -> factor >= stored)
        .mapToLong(order.factors()::get)
        .reduce(1, (a, b) -> a * b);
  }

  /** True when no element is repeated but in place along {@code axis}, as in {@code aabb}. */
  boolean repeatsOnlyWithin(int axis) {
    int stored = stored();
    boolean elsewhere =
        IntStream.range(0, order.axes().size())
            .anyMatch(other -> other != axis && repetitions(other) > 1);
    boolean behind = false;
    for (int factor : order.axes().get(axis)) {
      long extent = order.factors().get(factor);
      if (extent > 1 && factor < stored && behind) {
        return false;
      }
      behind |= extent > 1 && factor >= stored;
    }
    return !elsewhere;
  }

  /**
   * How much of {@code axis} lies right before {@code inner} in the base: the heads in front of
   * their features where they share an axis with the batch.
   */
  long besides(int axis, int inner) {
    int stored = stored();
    int next =
        order.axes().get(inner).stream()
            .filter(factor -> order.factors().get(factor) > 1)
            .findFirst()
            .orElse(stored);
    long found = 1;
    for (int factor : order.axes().get(axis).reverse()) {
      if (factor < stored && factor != next - 1) {
        break;
      }
      next = factor < stored ? factor : next;
      found *= order.factors().get(factor);
    }
    return found;
  }

  /**
   * The axis of the base that all of {@code axis} is, unsplit; -1 where it is none or more than
   * that.
   */
  int baseAxis(int axis) {
    List<Integer> run =
        order.axes().get(axis).stream().filter(f -> order.factors().get(f) > 1).toList();
    if (run.size() != 1 || run.get(0) >= stored()) {
      return -1;
    }
    long before = order.factors().subArray(0, run.get(0)).stream().reduce(1, (a, b) -> a * b);
    return IntStream.range(0, baseShape.rank())
        .filter(candidate -> baseShape.product(0, candidate) == before)
        .filter(candidate -> baseShape.dim(candidate) == order.factors().get(run.get(0)))
        .findFirst()
        .orElse(-1);
  }

  /**
   * The same arrangement of another value that differs from the base in extent along what is {@code
   * axis} here; that is an unsplit axis of the base.
   */
  Arrangement ofPart(LogicalGraph graph, String part, int axis) {
    Shape shape = graph.shape(part);
    long[] factors = order.factors().toArray();
    for (int place : order.axes().get(axis)) {
      if (factors[place] > 1) {
        factors[place] = shape.dim(baseAxis(axis));
      }
    }
    return new Arrangement(
        part, shape, new ElementOrder(ImmutableLongArray.copyOf(factors), order.axes()), factor);
  }

  /** Writes the arrangement without repetitions, its axes one after the other as given. */
  String write(Replacement to, List<Integer> axes, Shape shape) {
    return write(to, base, axes, shape);
  }

  /** Arranges {@code value}, which has the extents of the base, as this does. */
  String write(Replacement to, String value, Shape shape) {
    return write(to, value, IntStream.range(0, order.axes().size()).boxed().toList(), shape);
  }

  private String write(Replacement to, String value, List<Integer> axes, Shape shape) {
    int stored = stored();
    Shape split = new Shape(order.factors().subArray(0, stored));
    ImmutableList<Integer> places =
        axes.stream()
            .flatMap(axis -> order.axes().get(axis).stream())
            .filter(factor -> factor < stored)
            .collect(ImmutableList.toImmutableList());
    return to.regroup(to.transpose(to.regroup(value, split), places), shape);
  }
}
