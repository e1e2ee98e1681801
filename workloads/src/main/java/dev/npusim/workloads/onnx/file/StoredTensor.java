package dev.npusim.workloads.onnx.file;

import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Contents;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a tensor, left in the file until somebody asks.
 *
 * @param name for messages
 * @param count of elements
 * @param field how they are encoded
 */
public record StoredTensor(
    String name, ElementType type, long count, NumberField field, Bytes bytes) implements Contents {

  /** True when the numbers are there and can be read at no more cost than their length. */
  public boolean isAtHand() {
    return bytes.isAtHand();
  }

  @Override
  public double @Nullable [] read() {
    return bytes.exists() ? readReal() : null;
  }

  /**
   * The numbers, exact but for whole ones beyond 2^53.
   *
   * @throws WorkloadException where they cannot be read
   */
  public double[] readReal() {
    double[] numbers = new double[length()];
    decode((i, code) -> numbers[i] = type.real(code));
    return numbers;
  }

  /**
   * The numbers of a type of whole numbers.
   *
   * @throws WorkloadException where they cannot be read, or are 2^63 or more
   */
  public long[] readWhole() {
    long[] numbers = new long[length()];
    decode((i, code) -> numbers[i] = type.whole(code));
    if (type == ElementType.UINT64 && Arrays.stream(numbers).anyMatch(number -> number < 0)) {
      throw new WorkloadException("tensor " + name + " holds a whole number of 2^63 or more");
    }
    return numbers;
  }

  private int length() {
    if (count > Integer.MAX_VALUE - 8) {
      throw new WorkloadException(
          "tensor " + name + " has " + count + " elements, more than fit into an array");
    }
    return (int) count;
  }

  @FunctionalInterface
  private interface Sink {
    void accept(int index, long code);
  }

  private void decode(Sink sink) {
    try (InputStream in = new BufferedInputStream(bytes.open(), Bytes.BUFFER)) {
      CodeReader codes = new CodeReader(in, field, type.bits());
      for (int i = 0; i < count; i++) {
        sink.accept(i, codes.next());
      }
      if (in.read() >= 0) {
        throw new WorkloadException(
            "tensor " + name + " holds more numbers than the " + count + " its extents ask for");
      }
    } catch (EOFException e) {
      throw new WorkloadException(
          "tensor " + name + " holds fewer numbers than the " + count + " its extents ask for", e);
    } catch (IOException e) {
      throw new WorkloadException("the numbers of tensor " + name + " cannot be read", e);
    }
  }

  /**
   * Compares the length with what the elements need, as far as that shows without reading.
   *
   * @throws WorkloadException where they differ
   */
  StoredTensor checked() {
    long expected = bytesFor(count, type.bits());
    if (field.wireType() != WireInput.VARINT && expected != bytes.length()) {
      throw new WorkloadException(
          "tensor "
              + name
              + " holds "
              + bytes.length()
              + " bytes, its "
              + count
              + " elements of type "
              + type
              + " take "
              + expected);
    }
    return this;
  }

  static long bytesFor(long count, int bits) {
    return bits >= Byte.SIZE
        ? Math.multiplyExact(count, bits / Byte.SIZE)
        : (count + Byte.SIZE / bits - 1) / (Byte.SIZE / bits);
  }
}
