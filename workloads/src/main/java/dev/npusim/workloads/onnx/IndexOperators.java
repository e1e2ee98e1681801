package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Scatter.Addressing;
import dev.npusim.ir.op.Scatter.Combination;
import dev.npusim.ir.op.TakeElements;
import dev.npusim.ir.op.TakeNd;
import dev.npusim.ir.op.TopK;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that pick elements by index or put them somewhere. */
final class IndexOperators {
  private static final String MOVES = "one move per element of the result";

  private IndexOperators() {}

  static void register(OperatorTable all) {
    all.vector(
        "Gather",
        1,
        MOVES + "; a view where the indices are known and follow each other",
        (node, to) -> {
          Steps steps = to.steps(node);
          int axis = Translation.axis(node.integer("axis", 0), to.shape(node, 0).rank());
          steps.result(gather(steps, steps.operand(0), axis, steps.operand(1)));
        });
    all.vector("GatherElements", 11, MOVES, IndexOperators::gatherElements);
    all.vector("GatherND", 11, MOVES, IndexOperators::gatherTuples);
    String scatter = "one move per element of the data, one lane operation per update";
    all.vector("Scatter", 9, scatter, IndexOperators::scatterElements);
    all.vector("ScatterElements", 11, scatter, IndexOperators::scatterElements);
    all.vector("ScatterND", 11, scatter, IndexOperators::scatterTuples);
    all.vector("TensorScatter", 24, scatter + "; places are computed", IndexOperators::updateCache);
    all.vector("TopK", 1, "1 + log2(k) comparisons per element, and k moves", IndexOperators::topK);
    all.vector(
        "Compress",
        9,
        MOVES + "; the condition must be known before the run",
        IndexOperators::compress);
    all.vector("OneHot", 9, "2 lane operations per element of the result", IndexOperators::oneHot);
    all.vector("ReverseSequence", 10, MOVES + "; places are computed", IndexOperators::reverse);
    all.vector("Trilu", 14, "1 lane operation per element", IndexOperators::triangle);
  }

  /** Rows of a table by computed indices, or parts of an axis. */
  static String gather(Steps steps, String x, int axis, String indices) {
    Shape shape = steps.shape(x);
    Literal literal = steps.literal(indices);
    ImmutableLongArray known = literal == null ? null : literal.integers();
    if (known != null && !steps.isLiteral(x) && followEachOther(known, shape.dim(axis))) {
      long first = counted(known.get(0), shape.dim(axis));
      return reshaped(steps, steps.slice(x, axis, first, known.length()), shape, axis, indices);
    }
    if (axis == 0 && shape.rank() == 2) {
      return steps.apply(new Gather(), indices, x);
    }
    return steps.take(x, axis, indices);
  }

  private static long counted(long index, long extent) {
    return index < 0 ? index + extent : index;
  }

  private static boolean followEachOther(ImmutableLongArray indices, long extent) {
    long first = indices.isEmpty() ? -1 : counted(indices.get(0), extent);
    for (int i = 1; i < indices.length(); i++) {
      if (counted(indices.get(i), extent) != first + i) {
        return false;
      }
    }
    return first >= 0 && first + indices.length() <= extent;
  }

  /** The indices' extents in place of the axis. */
  private static String reshaped(Steps steps, String part, Shape shape, int axis, String indices) {
    ImmutableLongArray dims =
        ImmutableLongArray.builder()
            .addAll(shape.dims().subArray(0, axis))
            .addAll(steps.shape(indices).dims())
            .addAll(shape.dims().subArray(axis + 1, shape.rank()))
            .build();
    return steps.regroup(part, dims.toArray());
  }

  private static void gatherElements(SourceNode node, Translation to) {
    int axis = Translation.axis(node.integer("axis", 0), to.shape(node, 0).rank());
    to.apply(node, new TakeElements(axis), to.operand(node, 0), to.operand(node, 1));
  }

  private static void gatherTuples(SourceNode node, Translation to) {
    int batch = Math.toIntExact(node.integer("batch_dims", 0));
    to.apply(node, new TakeNd(batch), to.operand(node, 0), to.operand(node, 1));
  }

  private static void scatterElements(SourceNode node, Translation to) {
    int axis = Translation.axis(node.integer("axis", 0), to.shape(node, 0).rank());
    scatter(node, to, Addressing.ELEMENTS, axis);
  }

  private static void scatterTuples(SourceNode node, Translation to) {
    scatter(node, to, Addressing.TUPLES, 0);
  }

  private static void scatter(SourceNode node, Translation to, Addressing addressing, int axis) {
    String reduction = node.text("reduction", "none");
    Combination combination =
        switch (reduction) {
          case "none" -> Combination.REPLACE;
          case "add" -> Combination.ADD;
          case "mul" -> Combination.MULTIPLY;
          case "min" -> Combination.MINIMUM;
          case "max" -> Combination.MAXIMUM;
          default ->
              throw new WorkloadException(
                  "reduction \"" + reduction + "\"; none, add, mul, min or max");
        };
    to.apply(
        node,
        new Scatter(addressing, axis, combination),
        to.operand(node, 0),
        to.operand(node, 1),
        to.operand(node, 2));
  }

  /** Rows of a cache are replaced from a place on that each batch element has for itself. */
  private static void updateCache(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String cache = steps.operand(0);
    String update = steps.operand(1);
    Shape shape = steps.shape(update);
    int axis = Translation.axis(node.integer("axis", -2), shape.rank());
    String places = steps.count(shape.dim(axis), axis, shape.rank());
    String first = steps.optional(2);
    if (first != null) {
      long[] dims = new long[shape.rank()];
      Arrays.fill(dims, 1);
      dims[0] = shape.dim(0);
      places = steps.add(steps.regroup(first, dims), places);
    }
    if (node.text("mode", "linear").equals("circular")) {
      long most = steps.shape(cache).dim(axis);
      places = steps.binary(Binary.Function.MODULO, places, steps.integer(most));
    }
    String everywhere = steps.expand(places, shape.dims().toArray());
    steps.result(
        steps.apply(
            new Scatter(Addressing.ELEMENTS, axis, Combination.REPLACE),
            cache,
            everywhere,
            update));
  }

  /** Before operator set 10 the count is an attribute. */
  private static void topK(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", -1), steps.rank(x));
    long count =
        node.hasInput(1) ? to.integers(node, 1, "the count of a top-k")[0] : node.integer("k", 1);
    boolean largest = node.integer("largest", 1) != 0;
    String positions = steps.apply(new TopK(axis, count, largest, true), x);
    boolean both = steps.wants(0) && steps.wants(1);
    steps.result(
        0,
        both
            ? steps.apply(new TakeElements(axis), x, positions)
            : steps.apply(new TopK(axis, count, largest, false), x));
    steps.result(1, positions);
  }

  private static void compress(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    long[] condition = to.integers(node, 1, "the condition of a compression");
    long[] kept =
        IntStream.range(0, condition.length)
            .filter(i -> condition[i] != 0)
            .mapToLong(i -> i)
            .toArray();
    if (kept.length == 0) {
      throw new UnsupportedException("an empty compression");
    }
    String x = steps.operand(0);
    boolean flat = node.attribute("axis") == null;
    String from = flat ? steps.regroup(x, steps.shape(x).elements()) : x;
    int axis = flat ? 0 : Translation.axis(node.integer("axis", 0), steps.rank(x));
    steps.result(gather(steps, from, axis, steps.integers(Shape.of(kept.length), kept)));
  }

  /** Compares each index with all positions; an index below 0 counts from the end. */
  private static void oneHot(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String indices = steps.cast(DataType.INT64, steps.operand(0));
    long depth = depth(node, to);
    int rank = steps.rank(indices) + 1;
    int axis = Translation.axis(node.integer("axis", -1), rank);
    String negative = steps.binary(Binary.Function.LESS, indices, steps.integer(0));
    String fromStart = steps.select(negative, steps.add(indices, steps.integer(depth)), indices);
    String hot =
        steps.binary(
            Binary.Function.EQUAL,
            steps.unsqueeze(fromStart, axis),
            steps.count(depth, axis, rank));
    String values = steps.operand(2);
    String off = steps.squeeze(steps.part(values, 0, 0, 1), 0);
    String on = steps.squeeze(steps.part(values, 0, 1, 1), 0);
    steps.result(steps.select(hot, on, off));
  }

  private static long depth(SourceNode node, Translation to) {
    Double depth = Translation.scalar(to.literal(node, 1));
    if (depth == null) {
      throw new UnsupportedException("the depth of a one-hot must be known before the run");
    }
    return depth.longValue();
  }

  /** The first elements of each sequence backwards, as many as it is long. */
  private static void reverse(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape shape = steps.shape(x);
    int time = Translation.axis(node.integer("time_axis", 0), shape.rank());
    int batch = Translation.axis(node.integer("batch_axis", 1), shape.rank());
    long[] dims = new long[shape.rank()];
    Arrays.fill(dims, 1);
    dims[batch] = shape.dim(batch);
    String lengths = steps.regroup(steps.operand(1), dims);
    String position = steps.count(shape.dim(time), time, shape.rank());
    String turned = steps.subtract(steps.subtract(lengths, steps.integer(1)), position);
    String places =
        steps.select(steps.binary(Binary.Function.LESS, position, lengths), turned, position);
    String everywhere = steps.expand(places, shape.dims().toArray());
    steps.result(steps.apply(new TakeElements(time), x, everywhere));
  }

  /** One triangle of each matrix; a mask that is known before the run selects it. */
  private static void triangle(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    long rows = steps.shape(x).dim(-2);
    long columns = steps.shape(x).dim(-1);
    boolean upper = node.integer("upper", 1) != 0;
    @Nullable Double offset =
        node.hasInput(1) ? Translation.scalar(to.literal(node, 1)) : Double.valueOf(0);
    if (offset == null) {
      throw new UnsupportedException("the diagonal of a triangle must be known before the run");
    }
    long k = offset.longValue();
    String mask =
        steps.pattern(
            Shape.of(rows, columns),
            (row, column) -> upper ? column - row >= k : column - row <= k);
    String zero = steps.filled(Shape.of(), steps.type(x), 0);
    steps.result(steps.select(mask, x, zero));
  }
}
