package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Slice;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that only move, pick or look at elements in another way. */
final class ArrangementOperators {
  private ArrangementOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    all.put("Reshape", ArrangementOperators::reshape);
    all.put("Flatten", ArrangementOperators::flatten);
    all.put("Squeeze", ArrangementOperators::squeeze);
    all.put("Unsqueeze", ArrangementOperators::unsqueeze);
    all.put("Transpose", ArrangementOperators::transpose);
    all.put("Identity", (node, to) -> to.alias(node, to.operand(node, 0)));
    all.put("Dropout", (node, to) -> to.alias(node, to.operand(node, 0)));
    all.put("Expand", ArrangementOperators::expand);
    all.put("Concat", ArrangementOperators::concat);
    all.put("Split", ArrangementOperators::split);
    all.put("Slice", ArrangementOperators::slice);
    all.put("Gather", ArrangementOperators::gather);
    all.put("Pad", ArrangementOperators::pad);
  }

  /** A literal keeps being that literal; anything else is seen under new extents. */
  private static void regroup(SourceNode node, Translation to, long... dims) {
    Literal literal = to.literal(node, 0);
    Shape shape = Shape.of(dims);
    if (shape.elements() != to.shape(node, 0).elements()) {
      throw new WorkloadException(to.shape(node, 0) + " cannot become " + shape);
    }
    if (literal != null) {
      to.fold(node, literal.withDims(shape.dims()));
    } else {
      to.step(node, new Step.Regroup(shape), node.output(0), to.operand(node, 0));
    }
  }

  private static void reshape(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] dims =
        node.hasInput(1)
            ? to.integers(node, 1, "the extents of a reshape")
            : orEmpty(node.integers("shape"));
    boolean copyZeros = node.integer("allowzero", 0) == 0;
    int open = -1;
    long product = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == 0 && copyZeros && axis < x.rank()) {
        dims[axis] = x.dim(axis);
      }
      if (dims[axis] == -1 && open < 0) {
        open = axis;
      } else if (dims[axis] < 1) {
        throw new WorkloadException("a reshape of " + x + " to " + Arrays.toString(dims));
      } else {
        product = Math.multiplyExact(product, dims[axis]);
      }
    }
    if (open >= 0) {
      if (x.elements() % product != 0) {
        throw new WorkloadException("a reshape of " + x + " to " + Arrays.toString(dims));
      }
      dims[open] = x.elements() / product;
    }
    regroup(node, to, dims);
  }

  private static long[] orEmpty(long @Nullable [] values) {
    return values == null ? new long[0] : values;
  }

  private static void flatten(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long given = node.integer("axis", 1);
    int axis = given == x.rank() ? x.rank() : Translation.axis(given, Math.max(1, x.rank()));
    regroup(node, to, x.product(0, axis), x.product(axis, x.rank()));
  }

  private static void squeeze(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long @Nullable [] given = to.integers(node, 1, "axes", "the axes of a squeeze");
    Set<Integer> axes = new HashSet<>();
    if (given == null) {
      IntStream.range(0, x.rank()).filter(axis -> x.dim(axis) == 1).forEach(axes::add);
    } else {
      Arrays.stream(given).forEach(axis -> axes.add(Translation.axis(axis, x.rank())));
    }
    regroup(
        node,
        to,
        IntStream.range(0, x.rank())
            .filter(axis -> !axes.contains(axis))
            .mapToLong(x::dim)
            .toArray());
  }

  private static void unsqueeze(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] given = orEmpty(to.integers(node, 1, "axes", "the axes of an unsqueeze"));
    int rank = x.rank() + given.length;
    Set<Integer> axes = new HashSet<>();
    Arrays.stream(given).forEach(axis -> axes.add(Translation.axis(axis, rank)));
    if (axes.size() != given.length) {
      throw new WorkloadException("an axis of an unsqueeze is given twice");
    }
    long[] dims = new long[rank];
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = axes.contains(axis) ? 1 : x.dim(next++);
    }
    regroup(node, to, dims);
  }

  private static void transpose(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long @Nullable [] given = node.integers("perm");
    List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    if (given == null) {
      Collections.reverse(axes);
    } else {
      axes = Arrays.stream(given).mapToObj(axis -> Translation.axis(axis, x.rank())).toList();
    }
    if (axes.size() != x.rank() || new HashSet<>(axes).size() != x.rank()) {
      throw new WorkloadException("perm " + axes + " is no permutation of the axes of " + x);
    }
    Literal literal = to.literal(node, 0);
    if (literal != null) {
      to.fold(node, literal.transposed(axes));
    } else {
      Step step = new Step.Transpose(ImmutableList.copyOf(axes));
      to.step(node, step, node.output(0), to.operand(node, 0));
    }
  }

  private static void expand(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] dims = to.integers(node, 1, "the extents of an expansion");
    boolean same = dims.length <= x.rank();
    for (int i = 1; same && i <= dims.length; i++) {
      long wanted = dims[dims.length - i];
      same = wanted == 1 || wanted == x.dim(-i);
    }
    if (!same) {
      throw new WorkloadException(
          "an expansion of "
              + x
              + " to "
              + Arrays.toString(dims)
              + "; only one that changes nothing");
    }
    to.alias(node, to.operand(node, 0));
  }

  private static void concat(SourceNode node, Translation to) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      operands.add(to.operand(node, i));
    }
    if (operands.isEmpty()) {
      throw new WorkloadException("nothing to join");
    }
    int axis = Translation.axis(node.integer("axis", 0), to.shape(node, 0).rank());
    if (operands.size() == 1) {
      to.alias(node, operands.get(0));
    } else {
      to.apply(node, new Concat(axis), operands);
    }
  }

  /** One slice per result. */
  private static void split(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    int axis = Translation.axis(node.integer("axis", 0), x.rank());
    long @Nullable [] given = to.integers(node, 1, "split", "the parts of a split");
    int parts = node.outputCount();
    if (given != null && given.length != parts) {
      throw new WorkloadException(given.length + " parts for " + parts + " results");
    }
    long even = (x.dim(axis) + parts - 1) / parts;
    long start = 0;
    for (int part = 0; part < parts; part++) {
      long length = given != null ? given[part] : Math.min(even, x.dim(axis) - start);
      String output = node.output(part);
      to.step(node, new Step.Apply(new Slice(axis, start, length)), output, to.operand(node, 0));
      start = Math.addExact(start, length);
    }
    if (start != x.dim(axis)) {
      throw new WorkloadException("parts of " + start + " for an extent of " + x.dim(axis));
    }
  }

  private static void slice(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] starts = orEmpty(to.integers(node, 1, "starts", "the starts of a slice"));
    long[] ends = orEmpty(to.integers(node, 2, "ends", "the ends of a slice"));
    long @Nullable [] axes = to.integers(node, 3, "axes", "the axes of a slice");
    long @Nullable [] steps =
        node.hasInput(4) ? to.integers(node, 4, "the steps of a slice") : null;
    List<Step> pieces = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      if (i >= ends.length
          || (axes != null && i >= axes.length)
          || (steps != null && i >= steps.length)) {
        throw new WorkloadException("starts, ends, axes and steps of a slice differ in number");
      }
      if (steps != null && steps[i] != 1) {
        throw new WorkloadException("a slice with step " + steps[i] + "; only 1 is supported");
      }
      int axis = Translation.axis(axes == null ? i : axes[i], x.rank());
      long extent = x.dim(axis);
      long start = clamp(starts[i], extent);
      long length = clamp(ends[i], extent) - start;
      if (start != 0 || length != extent) {
        pieces.add(new Step.Apply(new Slice(axis, start, length)));
      }
    }
    String value = to.operand(node, 0);
    if (pieces.isEmpty()) {
      to.alias(node, value);
      return;
    }
    for (Step piece : pieces.subList(0, pieces.size() - 1)) {
      value = to.intermediate(node, piece, value);
    }
    to.step(node, pieces.get(pieces.size() - 1), node.output(0), value);
  }

  private static long clamp(long position, long extent) {
    long counted = position < 0 ? position + extent : position;
    return Math.max(0, Math.min(extent, counted));
  }

  /** Rows of a table by computed indices, or one fixed position of an axis. */
  private static void gather(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    int axis = Translation.axis(node.integer("axis", 0), x.rank());
    Literal index = to.literal(node, 1);
    Double position = index == null ? null : index.scalar();
    if (position != null && to.shape(node, 1).rank() <= 1) {
      long start = position < 0 ? position.longValue() + x.dim(axis) : position.longValue();
      Operation pick = new Slice(axis, start, 1);
      if (to.shape(node, 1).rank() == 1) {
        to.apply(node, pick, to.operand(node, 0));
        return;
      }
      String picked = to.intermediate(node, new Step.Apply(pick), to.operand(node, 0));
      long[] rest = IntStream.range(0, x.rank()).filter(i -> i != axis).mapToLong(x::dim).toArray();
      to.step(node, new Step.Regroup(Shape.of(rest)), node.output(0), picked);
    } else if (axis == 0 && x.rank() == 2) {
      to.apply(node, new Gather(), to.operand(node, 1), to.operand(node, 0));
    } else {
      throw new WorkloadException(
          "a gather along axis "
              + axis
              + " of "
              + x
              + "; only rows of a table or one fixed position");
    }
  }

  private static void pad(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    long[] pads = orEmpty(to.integers(node, 1, "pads", "the widths of a padding"));
    if (pads.length != 2 * x.rank()) {
      throw new WorkloadException(pads.length + " widths to pad " + x);
    }
    long[] dims = new long[x.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Math.addExact(x.dim(axis), Math.addExact(pads[axis], pads[axis + x.rank()]));
      if (pads[axis] < 0 || pads[axis + x.rank()] < 0) {
        throw new WorkloadException("a negative padding");
      }
    }
    TensorType target = new TensorType(Shape.of(dims), to.dataType(node, 0), Layout.ROW_MAJOR);
    to.apply(
        node,
        new Pad(
            target,
            Arrays.stream(pads, 0, x.rank())
                .mapToObj(Math::toIntExact)
                .collect(ImmutableList.toImmutableList()),
            Pad.Fill.CONSTANT,
            0),
        to.operand(node, 0));
  }
}
