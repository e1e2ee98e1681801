package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in the file. Only small ones are looked into, others when somebody asks for their
 * numbers; external data is never opened.
 */
final class Literals {
  private Literals() {}

  /**
   * @throws WorkloadException where extents, type or contents make no sense
   */
  static Literal read(String name, TensorProto tensor) {
    DataType type = OnnxTypes.of(tensor.getDataType(), "tensor " + name);
    ImmutableLongArray dims = ImmutableLongArray.copyOf(tensor.getDimsList());
    Literal unknown = Literal.unknown(name, dims, type);
    long elements = elements(unknown);
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return unknown;
    }
    if (elements > Literal.MOST_CONTENTS) {
      return Literal.of(name, dims, type, () -> numbers(name, tensor, elements));
    }
    int count = (int) elements;
    double[] reals = reals(tensor, count);
    if (reals != null) {
      return Literal.ofReals(name, dims, type, checked(name, reals.length, count, reals));
    }
    long[] integers = integers(tensor, count);
    if (integers != null) {
      checked(name, integers.length, count, new double[0]);
      return new Literal(name, dims, type, ImmutableLongArray.copyOf(integers), null);
    }
    return unknown;
  }

  private static double @Nullable [] numbers(String name, TensorProto tensor, long elements) {
    int count = Math.toIntExact(elements);
    double[] reals = reals(tensor, count);
    if (reals == null) {
      long[] integers = integers(tensor, count);
      reals = integers == null ? null : Arrays.stream(integers).asDoubleStream().toArray();
    }
    return reals == null ? null : checked(name, reals.length, count, reals);
  }

  private static double[] checked(String name, int found, int expected, double[] reals) {
    if (found != expected) {
      throw new WorkloadException(
          "tensor " + name + " holds " + found + " numbers, its extents ask for " + expected);
    }
    return reals;
  }

  /**
   * @throws WorkloadException where an extent is negative or there are more than 2^40 elements
   */
  static long elements(Literal literal) {
    try {
      for (int axis = 0; axis < literal.dims().length(); axis++) {
        if (literal.dims().get(axis) < 0) {
          throw new WorkloadException(
              "tensor " + literal.origin() + " has extents " + literal.dims());
        }
      }
      long elements = literal.elements();
      if (elements <= 1L << 40) {
        return elements;
      }
    } catch (ArithmeticException overflow) {
      // Reported below like any other absurd size.
    }
    throw new WorkloadException(
        "tensor " + literal.origin() + " has extents " + literal.dims() + ", too many elements");
  }

  private static double @Nullable [] reals(TensorProto tensor, int count) {
    ByteBuffer raw = raw(tensor);
    if (tensor.getDataType() == 1) {
      if (raw.remaining() > 0 || count == 0) {
        return numbers(raw, 4, b -> (double) b.getFloat()).toArray();
      }
      return tensor.getFloatDataList().stream().mapToDouble(Float::doubleValue).toArray();
    }
    if (tensor.getDataType() == 11) {
      if (raw.remaining() > 0 || count == 0) {
        return numbers(raw, 8, ByteBuffer::getDouble).toArray();
      }
      return tensor.getDoubleDataList().stream().mapToDouble(Double::doubleValue).toArray();
    }
    return null;
  }

  private static long @Nullable [] integers(TensorProto tensor, int count) {
    ByteBuffer raw = raw(tensor);
    boolean isRaw = raw.remaining() > 0 || count == 0;
    return switch (tensor.getDataType()) {
      case 7 ->
          isRaw
              ? longs(raw, 8)
              : tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
      case 6 ->
          isRaw
              ? longs(raw, 4)
              : tensor.getInt32DataList().stream().mapToLong(Integer::longValue).toArray();
      default -> null;
    };
  }

  private static ByteBuffer raw(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private interface Reader {
    double next(ByteBuffer bytes);
  }

  private static ImmutableDoubleArray numbers(ByteBuffer raw, int width, Reader reader) {
    ImmutableDoubleArray.Builder found = ImmutableDoubleArray.builder();
    while (raw.remaining() >= width) {
      found.add(reader.next(raw));
    }
    return found.build();
  }

  private static long[] longs(ByteBuffer raw, int width) {
    long[] found = new long[raw.remaining() / width];
    for (int i = 0; i < found.length; i++) {
      found[i] = width == 8 ? raw.getLong() : raw.getInt();
    }
    return found;
  }
}
