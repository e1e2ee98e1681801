package dev.npusim.workloads.onnx.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the wire format of protocol buffers once from front to back, at any length. */
final class WireInput {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int DELIMITED = 2;
  static final int FIXED32 = 5;

  /** Bytes that cannot be a message. */
  static final class MalformedException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  private static final int LONGEST_VARINT = 10;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int filled;
  private long start;

  WireInput(InputStream in) {
    this.in = in;
  }

  /** Bytes read or skipped so far. */
  long position() {
    return start + next;
  }

  boolean atEnd() throws IOException {
    if (next < filled) {
      return false;
    }
    start += filled;
    next = 0;
    filled = Math.max(0, in.read(buffer));
    return filled == 0;
  }

  int read() throws IOException {
    if (atEnd()) {
      throw new EOFException();
    }
    return buffer[next++] & 0xff;
  }

  long varint() throws IOException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      int part = read();
      value |= (long) (part & 0x7f) << (7 * i);
      if (part < 0x80) {
        return value;
      }
    }
    throw new MalformedException("a number of more than " + LONGEST_VARINT + " bytes");
  }

  /** Fills {@code target}. */
  void read(byte[] target) throws IOException {
    int copied = 0;
    while (copied < target.length) {
      if (atEnd()) {
        throw new EOFException();
      }
      int part = Math.min(target.length - copied, filled - next);
      System.arraycopy(buffer, next, target, copied, part);
      next += part;
      copied += part;
    }
  }

  void skip(long length) throws IOException {
    if (length <= filled - next) {
      next += (int) length;
      return;
    }
    in.skipNBytes(length - (filled - next));
    start += next + length;
    next = 0;
    filled = 0;
  }
}
