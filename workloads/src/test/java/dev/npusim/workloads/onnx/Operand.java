package dev.npusim.workloads.onnx;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.ElementType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One operand of a model under test, written as
 *
 * <pre>
 * x float[2,3]              given at run time, random numbers from -2 to 2
 * x float[2,3] 0..1         from another range
 * w = float[4,3]            in the file; random numbers
 * axes = int64{0,-1}        in the file; these numbers, one axis
 * axes = int64{1,2}[2,1]    with other extents
 * k = int64 3               in the file; a scalar
 * </pre>
 *
 * @param given at run time, else an initializer of the file
 */
record Operand(
    String name,
    boolean given,
    ElementType type,
    ImmutableLongArray dims,
    ImmutableDoubleArray values) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\w+) ?(=?) ?([a-z0-9]+)(?: ?\\{(.*)\\}| ([-0-9.a-z]+)|)(?:\\[([0-9,]*)\\])?"
              + "(?: (-?[0-9.]+?)\\.\\.(-?[0-9.]+))?");

  static Operand parse(String text, Random random) {
    Matcher part = TEXT.matcher(text);
    if (!part.matches()) {
      throw new IllegalArgumentException("operand \"" + text + "\"");
    }
    ElementType type = ElementType.valueOf(part.group(3).toUpperCase(Locale.ROOT));
    long[] dims = part.group(6) == null ? new long[0] : longs(part.group(6));
    double[] values;
    if (part.group(4) != null) {
      values = doubles(part.group(4));
      dims = part.group(6) == null ? new long[] {values.length} : dims;
    } else if (part.group(5) != null) {
      values = doubles(part.group(5));
    } else {
      int size = Math.toIntExact(Arrays.stream(dims).reduce(1, Math::multiplyExact));
      values = random(part, type, size, random);
    }
    return new Operand(
        part.group(1),
        part.group(2).isEmpty(),
        type,
        ImmutableLongArray.copyOf(dims),
        ImmutableDoubleArray.copyOf(values));
  }

  private static double[] random(Matcher part, ElementType type, int size, Random random) {
    boolean ranged = part.group(7) != null;
    double lowest = ranged ? Double.parseDouble(part.group(7)) : lowest(type);
    double highest = ranged ? Double.parseDouble(part.group(8)) : type == ElementType.BOOL ? 1 : 2;
    double[] values = new double[size];
    Arrays.setAll(values, i -> type.nearest(lowest + (highest - lowest) * random.nextDouble()));
    return values;
  }

  private static double lowest(ElementType type) {
    return type == ElementType.BOOL || type == ElementType.UINT8 ? 0 : -2;
  }

  private static long[] longs(String list) {
    return list.isEmpty()
        ? new long[0]
        : Arrays.stream(list.split(",")).mapToLong(Long::parseLong).toArray();
  }

  private static double[] doubles(String list) {
    return list.isEmpty()
        ? new double[0]
        : Arrays.stream(list.split(","))
            .mapToDouble(
                number ->
                    switch (number) {
                      case "inf" -> Double.POSITIVE_INFINITY;
                      case "-inf" -> Double.NEGATIVE_INFINITY;
                      case "nan" -> Double.NaN;
                      default -> Double.parseDouble(number);
                    })
            .toArray();
  }

  /** A tensor of the file with one axis. */
  static Operand filled(String name, long size, double value) {
    double[] values = new double[Math.toIntExact(size)];
    Arrays.fill(values, value);
    return new Operand(
        name,
        false,
        ElementType.FLOAT,
        ImmutableLongArray.of(size),
        ImmutableDoubleArray.copyOf(values));
  }

  /** With the axes, and the elements with them, in the opposite order. */
  Operand turned() {
    long[] turned = new long[dims.length()];
    double[] moved = new double[values.length()];
    Arrays.setAll(turned, axis -> dims.get(turned.length - 1 - axis));
    for (int i = 0; i < moved.length; i++) {
      int place = 0;
      int rest = i;
      for (int axis = turned.length - 1; axis >= 0; axis--) {
        // The innermost index of this tensor is the outermost of the turned one.
        int extent = (int) dims.get(axis);
        place = place * extent + rest % extent;
        rest /= extent;
      }
      moved[place] = values.get(i);
    }
    return new Operand(
        name, given, type, ImmutableLongArray.copyOf(turned), ImmutableDoubleArray.copyOf(moved));
  }

  Tensor tensor() {
    TensorType tensorType = new TensorType(new Shape(dims), type.dataType(), Layout.ROW_MAJOR);
    return new Tensor(tensorType, values.toArray());
  }

  void addTo(ModelText model) {
    if (given) {
      model.input(name, type, dims.toArray());
    } else {
      model.tensor(name, type, dims.toArray(), values.toArray());
    }
  }
}
