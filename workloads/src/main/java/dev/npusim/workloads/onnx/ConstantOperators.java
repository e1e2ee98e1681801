package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.Map;

/** Operators whose results are known before the run. */
final class ConstantOperators {
  private ConstantOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    all.put("Constant", ConstantOperators::constant);
    all.put("Shape", ConstantOperators::shape);
    all.put("ConstantOfShape", ConstantOperators::filled);
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

  private static void filled(SourceNode node, Translation to) {
    long[] dims = to.integers(node, 0, "the extents of a filled tensor");
    AttributeProto value = node.attribute("value");
    Literal number =
        value == null
            ? Literal.ofReals("", ImmutableLongArray.of(1), dev.npusim.ir.DataType.FLOAT32, 0)
            : to.read(node.output(0), value.getT());
    Literal unknown =
        Literal.unknown(node.output(0), ImmutableLongArray.copyOf(dims), number.dataType());
    long elements = Literals.elements(unknown);
    Double scalar = number.scalar();
    if (scalar == null || elements > Literal.MOST_CONTENTS) {
      to.fold(node, unknown);
      return;
    }
    double[] reals = new double[(int) elements];
    Arrays.fill(reals, scalar);
    long[] integers = new long[(int) elements];
    Arrays.fill(integers, scalar.longValue());
    to.fold(
        node,
        number.dataType().isFloating()
            ? Literal.ofReals(node.output(0), unknown.dims(), number.dataType(), reals)
            : new Literal(
                node.output(0),
                unknown.dims(),
                number.dataType(),
                ImmutableLongArray.copyOf(integers),
                null));
  }
}
