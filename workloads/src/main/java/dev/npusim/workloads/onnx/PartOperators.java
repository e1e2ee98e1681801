package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Pad;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Operators that cut tensors, join them, repeat them or surround them. */
final class PartOperators {
  private PartOperators() {}

  static void register(OperatorTable all) {
    all.view("Concat", 1, "readers read the parts", PartOperators::concat);
    all.view("Split", 1, "readers read their part", PartOperators::split);
    all.view(
        "Slice",
        1,
        "readers read their part; with a step other than 1, one move per element",
        PartOperators::slice);
    all.vector(
        "Expand",
        8,
        "one move per element, unless nothing is repeated",
        (node, to) -> {
          Steps steps = to.steps(node);
          long[] dims = to.integers(node, 1, "the extents of an expansion");
          steps.result(broadcast(steps, steps.operand(0), dims));
        });
    all.vector("Tile", 1, "one move per element, unless nothing is repeated", PartOperators::tile);
    all.vector("Pad", 1, "one move per element; less than nothing is a slice", PartOperators::pad);
    all.vector("CenterCropPad", 18, "slices, then one move per element", PartOperators::centre);
  }

  private static void concat(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    List<String> operands = new ArrayList<>(steps.operands());
    operands.removeIf(operand -> EmptyTensors.isEmpty(steps.literal(operand)));
    if (operands.isEmpty()) {
      throw new WorkloadException("nothing to join");
    }
    int axis =
        Translation.axis(node.integer("axis", to.opset() < 4 ? 1 : 0), steps.rank(operands.get(0)));
    if (operands.size() == 1) {
      to.alias(node, operands.get(0));
    } else {
      to.apply(node, new Concat(axis), operands);
    }
  }

  /** Lengths are an attribute or an operand, or the parts are as equal as they can be. */
  private static void split(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", 0), steps.rank(x));
    long extent = steps.shape(x).dim(axis);
    long @Nullable [] given = to.integers(node, 1, "split", "the parts of a split");
    int parts = node.outputCount();
    if (given != null && given.length != parts) {
      throw new WorkloadException(given.length + " parts for " + parts + " results");
    }
    long even = (extent + parts - 1) / parts;
    long start = 0;
    for (int part = 0; part < parts; part++) {
      long length = given != null ? given[part] : Math.min(even, extent - start);
      steps.result(part, steps.slice(x, axis, start, length));
      start = Math.addExact(start, length);
    }
    if (start != extent) {
      throw new WorkloadException("parts of " + start + " for an extent of " + extent);
    }
  }

  private static void slice(SourceNode node, Translation to) {
    long[] starts =
        ReshapeOperators.orEmpty(to.integers(node, 1, "starts", "where a slice starts"));
    long[] ends = ReshapeOperators.orEmpty(to.integers(node, 2, "ends", "where a slice ends"));
    long @Nullable [] axes = to.integers(node, 3, "axes", "the axes of a slice");
    long @Nullable [] strides = to.integers(node, 4, "", "the steps of a slice");
    if (ends.length != starts.length
        || (axes != null && axes.length != starts.length)
        || (strides != null && strides.length != starts.length)) {
      throw new WorkloadException("starts, ends, axes and steps of a slice differ in number");
    }
    Steps steps = to.steps(node);
    String value = steps.operand(0);
    for (int i = 0; i < starts.length; i++) {
      int axis = Translation.axis(axes == null ? i : axes[i], steps.rank(value));
      value = slice(steps, value, axis, starts[i], ends[i], strides == null ? 1 : strides[i]);
    }
    steps.result(value);
  }

  /** As Python slices; backwards with a negative step. */
  private static String slice(Steps steps, String x, int axis, long start, long end, long step) {
    long extent = steps.shape(x).dim(axis);
    if (step == 0) {
      throw new WorkloadException("a slice with step 0");
    }
    long first = clamp(start, extent, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
    long behind = clamp(end, extent, step > 0 ? 0 : -1, step > 0 ? extent : extent - 1);
    long count =
        step > 0 ? -Math.floorDiv(first - behind, step) : -Math.floorDiv(behind - first, -step);
    if (count <= 0 && steps.isLiteral(x)) {
      return steps.constant(EmptyTensors.vector(steps.node(), steps.type(x)));
    }
    if (count <= 0) {
      throw new UnsupportedException("an empty slice of axis " + axis + " of " + steps.shape(x));
    }
    return strided(steps, x, axis, first, step, count);
  }

  private static long clamp(long position, long extent, long low, long high) {
    long counted = position < 0 ? position + extent : position;
    return Math.max(low, Math.min(high, counted));
  }

  /** Every step-th element of an axis: a view where step is 1, else moves. */
  static String strided(Steps steps, String x, int axis, long start, long step, long count) {
    if (step == 1 || count == 1) {
      return steps.slice(x, axis, start, count);
    }
    long[] places = LongStream.range(0, count).map(i -> start + i * step).toArray();
    return steps.take(x, axis, steps.integers(Shape.of(count), places));
  }

  /** Both shapes broadcast against each other. */
  static String broadcast(Steps steps, String x, long... wanted) {
    Shape shape = steps.shape(x);
    int rank = Math.max(shape.rank(), wanted.length);
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    System.arraycopy(wanted, 0, dims, rank - wanted.length, wanted.length);
    for (int axis = 1; axis <= shape.rank(); axis++) {
      if (dims[rank - axis] == 1) {
        dims[rank - axis] = shape.dim(-axis);
      }
    }
    if (Shape.of(dims).elements() == shape.elements()) {
      return steps.regroup(x, dims);
    }
    return steps.apply(new Expand(ImmutableLongArray.copyOf(dims)), x);
  }

  /** Before operator set 6, how often and along which axis. */
  private static void tile(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape shape = steps.shape(x);
    long[] repeats = to.integers(node, 1, "how often a tensor is repeated");
    if (to.opset() < 6) {
      int axis = Translation.axis(to.integers(node, 2, "the axis of a tile")[0], shape.rank());
      long count = repeats[0];
      repeats = new long[shape.rank()];
      Arrays.fill(repeats, 1);
      repeats[axis] = count;
    }
    if (repeats.length != shape.rank()) {
      throw new WorkloadException(repeats.length + " repetitions of " + shape);
    }
    long[] apart = new long[2 * shape.rank()];
    long[] repeated = new long[apart.length];
    long[] joined = new long[shape.rank()];
    for (int axis = 0; axis < shape.rank(); axis++) {
      apart[2 * axis] = 1;
      apart[2 * axis + 1] = shape.dim(axis);
      repeated[2 * axis] = repeats[axis];
      repeated[2 * axis + 1] = shape.dim(axis);
      joined[axis] = repeats[axis] * shape.dim(axis);
    }
    String copies =
        Shape.of(joined).equals(shape) ? x : steps.expand(steps.regroup(x, apart), repeated);
    steps.result(steps.regroup(copies, joined));
  }

  private static void pad(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int rank = steps.rank(x);
    String attribute = node.attribute("paddings") != null ? "paddings" : "pads";
    long[] given =
        ReshapeOperators.orEmpty(to.integers(node, 1, attribute, "the widths of a padding"));
    long @Nullable [] axes = to.integers(node, 3, "", "the axes of a padding");
    int count = axes == null ? rank : axes.length;
    if (given.length != 2 * count) {
      throw new WorkloadException(given.length + " widths to pad " + steps.shape(x));
    }
    long[] before = new long[rank];
    long[] after = new long[rank];
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : Translation.axis(axes[i], rank);
      before[axis] = given[i];
      after[axis] = given[i + count];
    }
    steps.result(pad(steps, x, before, after, fill(node), value(node, to)));
  }

  private static Pad.Fill fill(SourceNode node) {
    String mode = node.text("mode", "constant");
    return switch (mode) {
      case "constant" -> Pad.Fill.CONSTANT;
      case "reflect" -> Pad.Fill.REFLECT;
      case "edge" -> Pad.Fill.EDGE;
      case "wrap" -> Pad.Fill.WRAP;
      default ->
          throw new WorkloadException(
              "padding mode \"" + mode + "\"; constant, reflect, edge or wrap");
    };
  }

  private static double value(SourceNode node, Translation to) {
    if (!node.hasInput(2)) {
      return node.number("value", 0);
    }
    Double known = Translation.scalar(to.literal(node, 2));
    if (known == null) {
      throw new UnsupportedException("a padding with a number that is not known before the run");
    }
    return known;
  }

  /** Negative widths cut. */
  private static String pad(
      Steps steps, String x, long[] before, long[] after, Pad.Fill fill, double value) {
    String cut = x;
    for (int axis = 0; axis < before.length; axis++) {
      long start = Math.max(0, -before[axis]);
      long end = steps.shape(cut).dim(axis) - Math.max(0, -after[axis]);
      cut = steps.slice(cut, axis, start, end - start);
      before[axis] = Math.max(0, before[axis]);
      after[axis] = Math.max(0, after[axis]);
    }
    Shape shape = steps.shape(cut);
    long[] dims =
        IntStream.range(0, before.length)
            .mapToLong(axis -> shape.dim(axis) + before[axis] + after[axis])
            .toArray();
    if (Shape.of(dims).equals(shape)) {
      return cut;
    }
    DataType type = steps.type(cut);
    ImmutableList<Integer> starts =
        Arrays.stream(before).mapToObj(Math::toIntExact).collect(ImmutableList.toImmutableList());
    return steps.apply(
        new Pad(new TensorType(Shape.of(dims), type, Layout.ROW_MAJOR), starts, fill, value), cut);
  }

  /** Zeros before and behind along one axis. */
  static String zeros(Steps steps, String x, int axis, int before, int after) {
    long[] widths = new long[steps.rank(x)];
    widths[axis] = before;
    long[] behind = new long[widths.length];
    behind[axis] = after;
    return pad(steps, x, widths, behind, Pad.Fill.CONSTANT, 0);
  }

  /** Cuts or pads axes to an extent, evenly on both sides; an odd element more behind. */
  private static void centre(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int rank = steps.rank(x);
    long[] wanted = to.integers(node, 1, "the extents of a crop");
    long @Nullable [] axes = node.integers("axes");
    long[] before = new long[rank];
    long[] after = new long[rank];
    for (int i = 0; i < wanted.length; i++) {
      int axis = Translation.axis(axes == null ? i : axes[i], rank);
      long more = wanted[i] - steps.shape(x).dim(axis);
      before[axis] = more >= 0 ? more / 2 : -(-more / 2);
      after[axis] = more - before[axis];
    }
    steps.result(pad(steps, x, before, after, Pad.Fill.CONSTANT, 0));
  }
}
