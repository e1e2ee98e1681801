package dev.npusim.workloads;

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
    long[] dims =
        Arrays.stream(matcher.group(3).split(","))
            .map(String::trim)
            .filter(part -> !part.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    ElementType type = ElementType.ofNumpy(matcher.group(1));
    bytes.position(HEADER_START + headerLength);
    return new Tensor(
        new TensorType(Shape.of(dims), type.dataType(), Layout.ROW_MAJOR), type.decode(bytes));
  }
}
