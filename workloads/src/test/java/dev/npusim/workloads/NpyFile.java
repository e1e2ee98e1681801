package dev.npusim.workloads;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NumPy's array files, version 1, in C order (numpy.lib.format in NumPy's documentation). */
public final class NpyFile {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(.+?)', 'fortran_order': (True|False), 'shape': \\((.*?),?\\), \\}\\s*");
  private static final int HEADER_START = 10;

  private NpyFile() {}

  public static Tensor read(Path file) {
    ByteBuffer bytes;
    try {
      bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int headerLength = bytes.getShort(HEADER_START - 2);
    String header =
        new String(bytes.array(), HEADER_START, headerLength, StandardCharsets.US_ASCII);
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches() || matcher.group(2).equals("True")) {
      throw new IllegalArgumentException(file + ": unexpected header " + header);
    }
    bytes.position(HEADER_START + headerLength);
    long[] dims =
        Arrays.stream(matcher.group(3).split(","))
            .map(String::trim)
            .filter(part -> !part.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    Shape shape = new Shape(ImmutableLongArray.copyOf(dims));
    double[] values = new double[Math.toIntExact(shape.elements())];
    DataType type = type(matcher.group(1));
    for (int i = 0; i < values.length; i++) {
      values[i] = next(bytes, type);
    }
    return new Tensor(new TensorType(shape, type, Layout.ROW_MAJOR), values);
  }

  private static DataType type(String descr) {
    return switch (descr) {
      case "<f4" -> DataType.FLOAT32;
      case "<f8" -> DataType.FLOAT64;
      case "<i8" -> DataType.INT64;
      case "<i4" -> DataType.INT32;
      case "|i1" -> DataType.INT8;
      case "|u1" -> DataType.UINT8;
      case "|b1" -> DataType.BOOL;
      default -> throw new IllegalArgumentException("element type " + descr);
    };
  }

  private static double next(ByteBuffer bytes, DataType type) {
    return switch (type) {
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case INT64 -> bytes.getLong();
      case INT32 -> bytes.getInt();
      case INT8, BOOL -> bytes.get();
      case UINT8 -> bytes.get() & 0xFF;
      default -> throw new IllegalArgumentException("element type " + type);
    };
  }
}
