package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.logical.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Computes small things before the run: the arithmetic on extents that exporters leave in the graph
 * (shapes, their parts, products and casts) and scalar scales. Applies where all operands are known
 * vectors or scalars; everything else is left to the run.
 */
final class Folding {
  private Folding() {}

  /** The result, if it can be computed now. */
  static Optional<Literal> fold(SourceNode node, Translation to) {
    List<Literal> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount(); i++) {
      Literal literal = to.literal(node, i);
      if (literal == null || !literal.isKnown() || literal.dims().length() > 1) {
        return Optional.empty();
      }
      operands.add(literal);
    }
    if (operands.isEmpty() || node.outputCount() != 1) {
      return Optional.empty();
    }
    Literal x = operands.get(0);
    return Optional.ofNullable(
        switch (node.op()) {
          case "Add", "Sub", "Mul", "Div", "Pow" ->
              operands.size() == 2 ? arithmetic(node, x, operands.get(1)) : null;
          case "Sqrt", "Neg", "Floor", "Ceil", "Reciprocal", "Exp" -> function(node, x);
          case "Cast" -> cast(node, x);
          case "Gather" -> operands.size() == 2 ? gather(node, x, operands.get(1)) : null;
          case "Slice" -> slice(node, operands);
          case "Concat" -> concat(node, operands);
          default -> null;
        });
  }

  private static @Nullable Literal arithmetic(SourceNode node, Literal a, Literal b) {
    long length = Math.max(a.elements(), b.elements());
    boolean broadcast =
        (a.elements() == length || a.elements() == 1)
            && (b.elements() == length || b.elements() == 1);
    if (!broadcast || length == 0) {
      return null;
    }
    ImmutableLongArray dims = a.dims().length() >= b.dims().length() ? a.dims() : b.dims();
    dims = dims.isEmpty() ? dims : ImmutableLongArray.of(length);
    if (a.integers() != null && b.integers() != null) {
      long[] values = new long[(int) length];
      for (int i = 0; i < length; i++) {
        Long value = whole(node.op(), at(a.integers(), i), at(b.integers(), i));
        if (value == null) {
          return null;
        }
        values[i] = value;
      }
      return new Literal(
          node.output(0), dims, a.dataType(), ImmutableLongArray.copyOf(values), null);
    }
    double[] values = new double[(int) length];
    for (int i = 0; i < length; i++) {
      values[i] = real(node.op(), at(reals(a), i), at(reals(b), i));
    }
    return Literal.ofReals(node.output(0), dims, a.dataType(), values);
  }

  private static @Nullable Long whole(String op, long a, long b) {
    return switch (op) {
      case "Add" -> Math.addExact(a, b);
      case "Sub" -> Math.subtractExact(a, b);
      case "Mul" -> Math.multiplyExact(a, b);
      case "Div" -> b == 0 ? null : a / b;
      default -> null;
    };
  }

  private static double real(String op, double a, double b) {
    return switch (op) {
      case "Add" -> a + b;
      case "Sub" -> a - b;
      case "Mul" -> a * b;
      case "Div" -> a / b;
      default -> Math.pow(a, b);
    };
  }

  private static Literal function(SourceNode node, Literal x) {
    DoubleStream values =
        reals(x).stream()
            .map(
                value ->
                    switch (node.op()) {
                      case "Sqrt" -> Math.sqrt(value);
                      case "Neg" -> -value;
                      case "Floor" -> Math.floor(value);
                      case "Ceil" -> Math.ceil(value);
                      case "Reciprocal" -> 1 / value;
                      default -> Math.exp(value);
                    });
    double[] found = values.toArray();
    return x.integers() == null
        ? Literal.ofReals(node.output(0), x.dims(), x.dataType(), found)
        : new Literal(
            node.output(0),
            x.dims(),
            x.dataType(),
            ImmutableLongArray.copyOf(DoubleStream.of(found).mapToLong(v -> (long) v)),
            null);
  }

  private static Literal cast(SourceNode node, Literal x) {
    DataType target = OnnxTypes.of(Math.toIntExact(node.integer("to", 1)), "the result of a cast");
    if (target.isFloating()) {
      return Literal.ofReals(node.output(0), x.dims(), target, reals(x).toArray());
    }
    ImmutableLongArray whole = x.integers();
    long[] values =
        whole != null
            ? whole.toArray()
            : reals(x).stream().mapToLong(value -> (long) value).toArray();
    return new Literal(node.output(0), x.dims(), target, ImmutableLongArray.copyOf(values), null);
  }

  private static @Nullable Literal gather(SourceNode node, Literal x, Literal indices) {
    ImmutableLongArray values = x.integers();
    ImmutableLongArray picks = indices.integers();
    if (values == null || picks == null || x.dims().length() != 1) {
      return null;
    }
    long[] found = new long[picks.length()];
    for (int i = 0; i < found.length; i++) {
      found[i] = values.get(Translation.axis(picks.get(i), values.length()));
    }
    return new Literal(
        node.output(0), indices.dims(), x.dataType(), ImmutableLongArray.copyOf(found), null);
  }

  private static @Nullable Literal slice(SourceNode node, List<Literal> operands) {
    ImmutableLongArray values = operands.get(0).integers();
    if (values == null || operands.size() < 3 || operands.get(0).dims().length() != 1) {
      return null;
    }
    Double start = operands.get(1).scalar();
    Double end = operands.get(2).scalar();
    Double step = operands.size() > 4 ? operands.get(4).scalar() : Double.valueOf(1);
    if (start == null || end == null || step == null || step != 1) {
      return null;
    }
    int from = clamp(start, values.length());
    int to = Math.max(from, clamp(end, values.length()));
    long[] part = Arrays.copyOfRange(values.toArray(), from, to);
    return new Literal(
        node.output(0),
        ImmutableLongArray.of(part.length),
        operands.get(0).dataType(),
        ImmutableLongArray.copyOf(part),
        null);
  }

  private static int clamp(double position, int length) {
    double counted = position < 0 ? position + length : position;
    return (int) Math.max(0, Math.min(length, counted));
  }

  private static @Nullable Literal concat(SourceNode node, List<Literal> operands) {
    LongStream values = LongStream.empty();
    for (Literal operand : operands) {
      ImmutableLongArray whole = operand.integers();
      if (whole == null || operand.dims().length() != 1) {
        return null;
      }
      values = LongStream.concat(values, whole.stream());
    }
    long[] joined = values.toArray();
    return Literal.ofIntegers(node.output(0), ImmutableLongArray.of(joined.length), joined);
  }

  private static long at(ImmutableLongArray values, int i) {
    return values.get(values.length() == 1 ? 0 : i);
  }

  private static double at(ImmutableDoubleArray values, int i) {
    return values.get(values.length() == 1 ? 0 : i);
  }

  private static ImmutableDoubleArray reals(Literal literal) {
    if (literal.reals() != null) {
      return literal.reals();
    }
    ImmutableLongArray whole = literal.integers();
    return whole == null
        ? ImmutableDoubleArray.of()
        : ImmutableDoubleArray.copyOf(whole.stream().mapToDouble(value -> value));
  }
}
