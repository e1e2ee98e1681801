package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What one source node becomes, composed of operations. Values are known by name; each method adds
 * a step that computes one and returns its name. Steps on literals are computed at once.
 */
final class Steps {
  /** A question about a place in a matrix. */
  @FunctionalInterface
  interface Pattern {
    boolean at(long row, long column);
  }

  private final SourceNode node;
  private final Translation to;

  Steps(SourceNode node, Translation to) {
    this.node = node;
    this.to = to;
  }

  SourceNode node() {
    return node;
  }

  String operand(int i) {
    return to.operand(node, i);
  }

  /** Operand {@code i}, or null where it is left out. */
  @Nullable String optional(int i) {
    return node.hasInput(i) ? operand(i) : null;
  }

  List<String> operands() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      all.add(operand(i));
    }
    return all;
  }

  Shape shape(String value) {
    return to.graph().shape(value);
  }

  int rank(String value) {
    return shape(value).rank();
  }

  DataType type(String value) {
    return to.graph().type(value).dataType();
  }

  @Nullable Literal literal(String value) {
    return to.graph().literal(value);
  }

  boolean isLiteral(String value) {
    return literal(value) != null;
  }

  String apply(Operation op, String... in) {
    return to.intermediate(node, new Step.Apply(op), in);
  }

  String apply(Operation op, List<String> in) {
    return apply(op, in.toArray(new String[0]));
  }

  /** Work of every run, even where the operands are known: the first step of a recurrence. */
  String applyAtRun(Operation op, String... in) {
    return to.atRun(node, new Step.Apply(op), in);
  }

  /** The same elements in the same order under other extents. */
  String regroup(String x, long... dims) {
    return shape(x).equals(Shape.of(dims))
        ? x
        : to.intermediate(node, new Step.Regroup(Shape.of(dims)), x);
  }

  /** Axis {@code i} of the result is axis {@code axes[i]} of x. */
  String transpose(String x, List<Integer> axes) {
    return axes.equals(IntStream.range(0, axes.size()).boxed().toList())
        ? x
        : to.intermediate(node, new Step.Transpose(ImmutableList.copyOf(axes)), x);
  }

  String transpose(String x, Integer... axes) {
    return transpose(x, List.of(axes));
  }

  String swap(String x, int a, int b) {
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank(x)).boxed().toList());
    Collections.swap(axes, a, b);
    return transpose(x, axes);
  }

  /** An axis of extent 1 at {@code axis}. */
  String unsqueeze(String x, int axis) {
    long[] dims = shape(x).dims().toArray();
    return regroup(x, insert(dims, axis, 1));
  }

  static long[] insert(long[] dims, int axis, long extent) {
    return LongStream.concat(
            LongStream.concat(Arrays.stream(dims, 0, axis), LongStream.of(extent)),
            Arrays.stream(dims, axis, dims.length))
        .toArray();
  }

  String squeeze(String x, int axis) {
    long[] dims = shape(x).dims().toArray();
    return regroup(
        x,
        LongStream.concat(Arrays.stream(dims, 0, axis), Arrays.stream(dims, axis + 1, dims.length))
            .toArray());
  }

  String slice(String x, int axis, long start, long length) {
    return start == 0 && length == shape(x).dim(axis)
        ? x
        : apply(new Slice(axis < 0 ? axis + rank(x) : axis, start, length), x);
  }

  /** Part of a value; of a literal another literal. */
  String part(String x, int axis, long start, long length) {
    Literal literal = literal(x);
    return literal == null ? slice(x, axis, start, length) : to.part(literal, axis, start, length);
  }

  /** A value read as a weight: what the file holds quantized is stored that way. */
  String weight(String value) {
    return to.weight(value);
  }

  /** Declares that a literal was learned, where its use would not tell. */
  String learned(String value) {
    Literal literal = literal(value);
    if (literal != null) {
      to.graph().learn(literal);
    }
    return value;
  }

  /**
   * A literal computed from a literal of levels stands for that one: it has its name, and as a
   * weight its type.
   */
  String restored(Literal levels, String numbers) {
    return to.restored(levels, numbers);
  }

  /**
   * What was just quantized by this scale and zero point, restored in the same step; null for
   * anything else.
   */
  @Nullable String requantized(String levels, double scale, long zeroPoint) {
    return to.requantized(node, levels, scale, zeroPoint);
  }

  /** Declares that a literal was not learned, whatever its name says. */
  String fixed(String value) {
    Literal literal = literal(value);
    if (literal != null) {
      to.graph().fix(literal);
    }
    return value;
  }

  /** Equal parts along an axis. */
  List<String> parts(String x, int axis, int count) {
    long extent = shape(x).dim(axis) / count;
    return IntStream.range(0, count).mapToObj(i -> slice(x, axis, i * extent, extent)).toList();
  }

  String concat(int axis, List<String> parts) {
    return parts.size() == 1 ? parts.get(0) : apply(new Concat(axis), parts);
  }

  String concat(int axis, String... parts) {
    return concat(axis, List.of(parts));
  }

  String take(String x, int axis, String indices) {
    return apply(new Take(axis), x, indices);
  }

  String expand(String x, long... dims) {
    return shape(x).equals(Shape.of(dims))
        ? x
        : apply(new Expand(ImmutableLongArray.copyOf(dims)), x);
  }

  String unary(Unary.Function function, String x) {
    return apply(new Unary(function), x);
  }

  String unary(Unary.Function function, double alpha, double beta, String x) {
    return apply(new Unary(function, alpha, beta), x);
  }

  /** factor * x + shift. */
  String scale(double factor, double shift, String x) {
    return factor == 1 && shift == 0 ? x : unary(Unary.Function.SCALE, factor, shift, x);
  }

  String binary(Binary.Function function, String a, String b) {
    return apply(new Binary(function), a, b);
  }

  String add(String a, String b) {
    return binary(Binary.Function.ADD, a, b);
  }

  String addOptional(String a, @Nullable String b) {
    return b == null ? a : add(a, b);
  }

  String subtract(String a, String b) {
    return binary(Binary.Function.SUBTRACT, a, b);
  }

  String multiply(String a, String b) {
    return binary(Binary.Function.MULTIPLY, a, b);
  }

  String divide(String a, String b) {
    return binary(Binary.Function.DIVIDE, a, b);
  }

  String select(String condition, String a, String b) {
    return apply(new Select(), condition, a, b);
  }

  /** The type a run stores floating numbers in is its precision's, so nothing happens to those. */
  String cast(DataType target, String x) {
    DataType from = type(x);
    boolean same = from == target || (from.isFloating() && target.isFloating());
    return same ? x : apply(new Cast(target), x);
  }

  String reduce(Reduce.Function function, boolean keepAxes, String x, Integer... axes) {
    return apply(new Reduce(function, ImmutableList.copyOf(axes), keepAxes), x);
  }

  /**
   * An operation of which only the cost is modelled; an image of 4 axes has its channels innermost.
   *
   * @param basis how the work was arrived at
   */
  String approximate(
      String name, Shape shape, DataType type, long work, String basis, List<String> in) {
    boolean image = shape.rank() == 4 && type.isFloating();
    TensorType target = new TensorType(shape, type, image ? Layout.IMAGE : Layout.ROW_MAJOR);
    return apply(new Other(name, target, work, basis), in);
  }

  /** What another operator of ONNX makes of these operands, with this node's attributes. */
  String call(String operator, String... operands) {
    return to.call(node, operator, operands);
  }

  String real(double value) {
    return to.constant(node, Literal.ofReals("", ImmutableLongArray.of(), DataType.FLOAT32, value));
  }

  String reals(Shape shape, double... values) {
    return to.constant(node, Literal.ofReals("", shape.dims(), DataType.FLOAT32, values));
  }

  String integer(long value) {
    return to.constant(node, Literal.ofIntegers("", ImmutableLongArray.of(), value));
  }

  String integers(Shape shape, long... values) {
    return to.constant(node, Literal.ofIntegers("", shape.dims(), values));
  }

  String truths(Shape shape, long... values) {
    return to.constant(
        node,
        new Literal("", shape.dims(), DataType.BOOL, ImmutableLongArray.copyOf(values), null));
  }

  /** Truth values of a matrix by row and column. */
  String pattern(Shape shape, Pattern pattern) {
    return constant(Fillings.pattern("", shape, pattern));
  }

  /** The same number everywhere. */
  String filled(Shape shape, DataType type, double value) {
    return constant(Fillings.of("", shape.dims(), type, value));
  }

  /**
   * The only number of operand {@code i}.
   *
   * @throws UnsupportedException where it is computed by the run
   */
  double number(int i, String what) {
    Double known = Translation.scalar(literal(operand(i)));
    if (known == null) {
      throw new UnsupportedException(what + " must be known before the run");
    }
    return known;
  }

  /** A literal made for this node. */
  String constant(Literal literal) {
    return to.constant(node, literal);
  }

  /** A literal under its own name: it stands for the one in the file. */
  String constantNamed(Literal literal) {
    return to.constantNamed(node, literal);
  }

  /** 0, 1, ... along {@code axis} of a tensor with {@code rank} axes, the others of extent 1. */
  String count(long extent, int axis, int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    dims[axis] = extent;
    return integers(Shape.of(dims), LongStream.range(0, extent).toArray());
  }

  /** True where the node names result {@code i}. */
  boolean wants(int i) {
    return node.hasOutput(i);
  }

  void result(String value) {
    result(0, value);
  }

  /** Nothing happens where the node leaves that result out. */
  void result(int i, String value) {
    if (wants(i)) {
      to.name(node, i, value);
    }
  }
}
