package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators whose results are known before the run. */
final class ConstantOperators {
  private static final String FIXED = "fixed by the model";

  private ConstantOperators() {}

  static void register(OperatorTable all) {
    all.constant("Constant", 1, FIXED, ConstantOperators::constant);
    all.constant("ConstantOfShape", 9, FIXED, ConstantOperators::filled);
    all.constant("EyeLike", 9, FIXED + " and the extents", ConstantOperators::eye);
    all.constant("Range", 11, FIXED + "; bounds known before the run", ConstantOperators::range);
    all.constant("Shape", 1, "extents are known", ConstantOperators::shape);
    all.constant("Size", 1, "extents are known", ConstantOperators::size);
    all.constant(
        "NonZero",
        9,
        "only of known numbers: how many there are decides all extents behind",
        ConstantOperators::nonZero);
  }

  private static void constant(SourceNode node, Translation to) {
    String name = node.output(0);
    for (AttributeProto attribute : node.proto().getAttributeList()) {
      switch (attribute.getName()) {
        case "value" -> to.fold(node, to.read(name, attribute.getT()));
        case "value_int" ->
            to.fold(node, Literal.ofIntegers(name, ImmutableLongArray.of(), attribute.getI()));
        case "value_ints" -> {
          long[] values = attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
          to.fold(node, Literal.ofIntegers(name, ImmutableLongArray.of(values.length), values));
        }
        case "value_float" ->
            to.fold(
                node,
                Literal.ofReals(name, ImmutableLongArray.of(), DataType.FLOAT32, attribute.getF()));
        case "value_floats" -> {
          double[] values =
              attribute.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
          to.fold(
              node,
              Literal.ofReals(
                  name, ImmutableLongArray.of(values.length), DataType.FLOAT32, values));
        }
        default -> throw new WorkloadException("a constant given as " + attribute.getName());
      }
    }
    if (to.graph().literal(name) == null) {
      throw new WorkloadException("a constant without a value");
    }
  }

  private static void shape(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    int start = (int) Math.max(0, Math.min(x.rank(), wrap(node.integer("start", 0), x.rank())));
    int end =
        (int) Math.max(start, Math.min(x.rank(), wrap(node.integer("end", x.rank()), x.rank())));
    long[] dims = Arrays.copyOfRange(x.dims().toArray(), start, end);
    to.fold(node, Literal.ofIntegers(node.output(0), ImmutableLongArray.of(dims.length), dims));
  }

  private static long wrap(long position, int rank) {
    return position < 0 ? position + rank : position;
  }

  private static void size(SourceNode node, Translation to) {
    long elements = to.shape(node, 0).elements();
    to.fold(node, Literal.ofIntegers(node.output(0), ImmutableLongArray.of(), elements));
  }

  private static void filled(SourceNode node, Translation to) {
    long[] dims = to.integers(node, 0, "the extents of a filled tensor");
    AttributeProto value = node.attribute("value");
    Literal number =
        value == null
            ? Literal.ofReals("", ImmutableLongArray.of(1), DataType.FLOAT32, 0)
            : to.read(node.output(0), value.getT());
    Double scalar = number.scalar();
    ImmutableLongArray extents = ImmutableLongArray.copyOf(dims);
    checkSize(node, extents);
    to.fold(
        node,
        scalar == null
            ? Literal.unknown(node.output(0), extents, number.dataType())
            : Fillings.of(node.output(0), extents, number.dataType(), scalar));
  }

  /** Larger ones would be made number by number, somewhere far from here. */
  private static void checkSize(SourceNode node, ImmutableLongArray extents) {
    String name = node.output(0);
    if (Literals.elements(Literal.unknown(name, extents, DataType.FLOAT32)) > Integer.MAX_VALUE) {
      throw new WorkloadException(
          "its result "
              + name
              + " has extents "
              + extents
              + ", more than "
              + Integer.MAX_VALUE
              + " elements; give it the extents that are meant (--dim, where they follow from open"
              + " ones)");
    }
  }

  private static void eye(SourceNode node, Translation to) {
    Shape x = to.shape(node, 0);
    if (x.rank() != 2) {
      throw new WorkloadException("an identity matrix like " + x);
    }
    long given = node.integer("dtype", 0);
    DataType type =
        given == 0
            ? to.dataType(node, 0)
            : OnnxTypes.of(Math.toIntExact(given), "an identity matrix");
    long k = node.integer("k", 0);
    int columns = Math.toIntExact(x.dim(1));
    to.fold(
        node,
        Fillings.of(node.output(0), x.dims(), type, i -> i % columns - i / columns == k ? 1 : 0));
  }

  /** start, start + delta, ... below limit. */
  private static void range(SourceNode node, Translation to) {
    double[] bounds = new double[3];
    for (int i = 0; i < 3; i++) {
      Double known = Translation.scalar(to.literal(node, i));
      if (known == null) {
        throw new UnsupportedException(
            "the bounds of a range must be known before the run; export with static shapes");
      }
      bounds[i] = known;
    }
    long count = (long) Math.max(0, Math.ceil((bounds[1] - bounds[0]) / bounds[2]));
    checkSize(node, ImmutableLongArray.of(count));
    to.fold(
        node,
        Fillings.of(
            node.output(0),
            ImmutableLongArray.of(count),
            to.dataType(node, 0),
            i -> bounds[0] + i * bounds[2]));
  }

  private static void nonZero(SourceNode node, Translation to) {
    Literal x = to.literal(node, 0);
    double[] numbers = x == null ? null : x.numbers();
    if (x == null || numbers == null) {
      throw new UnsupportedException(
          "how many elements are not zero depends on the data; replace it by a mask");
    }
    int[] places = IntStream.range(0, numbers.length).filter(i -> numbers[i] != 0).toArray();
    int rank = x.dims().length();
    long[] positions = new long[rank * places.length];
    for (int i = 0; i < places.length; i++) {
      long rest = places[i];
      for (int axis = rank - 1; axis >= 0; axis--) {
        positions[axis * places.length + i] = rest % x.dims().get(axis);
        rest /= x.dims().get(axis);
      }
    }
    to.fold(
        node,
        Literal.ofIntegers(node.output(0), ImmutableLongArray.of(rank, places.length), positions));
  }
}
