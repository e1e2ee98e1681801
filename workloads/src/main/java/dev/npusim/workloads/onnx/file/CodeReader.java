package dev.npusim.workloads.onnx.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the codes of elements one by one. In {@code raw_data} an element is little-endian; several
 * small ones share a byte, the first one in its lowest bits. Whole-number fields hold varints
 * instead, one per element or per shared byte.
 */
final class CodeReader {
  private final InputStream in;
  private final boolean varints;
  private final int bits;
  private final long mask;
  private int shared;
  private int sharedBits;

  CodeReader(InputStream in, NumberField field, int bits) {
    this.in = in;
    this.varints = field.wireType() == WireInput.VARINT;
    this.bits = bits;
    this.mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
  }

  /** The next element as a number without sign. */
  long next() throws IOException {
    if (bits >= Byte.SIZE) {
      return varints ? varint() & mask : littleEndian();
    }
    if (sharedBits == 0) {
      shared = varints ? (int) varint() & 0xff : read();
      sharedBits = Byte.SIZE;
    }
    long code = shared & mask;
    shared >>= bits;
    sharedBits -= bits;
    return code;
  }

  private long littleEndian() throws IOException {
    long code = 0;
    for (int shift = 0; shift < bits; shift += Byte.SIZE) {
      code |= (long) read() << shift;
    }
    return code;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE + 6; shift += 7) {
      int part = read();
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new IOException("a number of more than 10 bytes");
  }

  private int read() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException();
    }
    return next;
  }
}
