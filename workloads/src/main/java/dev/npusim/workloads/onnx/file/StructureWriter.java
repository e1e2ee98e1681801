package dev.npusim.workloads.onnx.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes a message whose submessages' lengths are known only afterwards. */
final class StructureWriter extends ByteArrayOutputStream {
  /** The message would become larger than memory allows. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** A length is written at this width, with leading zeros, which every reader accepts. */
  private static final int LENGTH_BYTES = 5;

  private final long limit;

  StructureWriter(long limit) {
    this.limit = limit;
  }

  /**
   * @throws TooLargeException where {@code length} more bytes are too many
   */
  void reserve(long length) throws TooLargeException {
    if (length > limit - count) {
      throw new TooLargeException();
    }
  }

  void varint(long value) throws TooLargeException {
    reserve(Long.SIZE / 7 + 1);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      write((int) rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    write((int) rest);
  }

  void copy(WireInput in, long length) throws IOException {
    reserve(length);
    byte[] bytes = new byte[(int) length];
    in.read(bytes);
    write(bytes, 0, bytes.length);
  }

  /** Begins a submessage; returns what {@link #close} wants to know. */
  int open(long tag) throws TooLargeException {
    varint(tag);
    reserve(LENGTH_BYTES);
    for (int i = 0; i < LENGTH_BYTES; i++) {
      write(0);
    }
    return count;
  }

  void close(int opened) {
    int rest = count - opened;
    for (int i = LENGTH_BYTES; i > 0; i--) {
      buf[opened - i] = (byte) (rest & 0x7f | (i > 1 ? 0x80 : 0));
      rest >>>= 7;
    }
  }
}
