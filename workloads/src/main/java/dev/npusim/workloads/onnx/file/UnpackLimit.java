package dev.npusim.workloads.onnx.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends the unpacking of a compressed file that grows beyond belief. */
final class UnpackLimit extends FilterInputStream {
  /** More was unpacked than anything sensible holds. */
  static final class ExceededException extends IOException {
    private static final long serialVersionUID = 1L;

    ExceededException(long limit) {
      super("more than " + (limit >> 20) + " MiB");
    }
  }

  private static final long ALWAYS_ALLOWED = 256L << 20;

  /** Weights shrink to half at best, bare graphs to a twentieth, and zeros to a thousandth. */
  private static final long MOST_COMPRESSION = 100;

  private final long limit;
  private final byte[] skipped = new byte[Bytes.BUFFER];
  private long count;

  UnpackLimit(InputStream in, long packedSize) {
    super(in);
    this.limit = Math.max(ALWAYS_ALLOWED, MOST_COMPRESSION * packedSize);
  }

  private long counted(long more) throws IOException {
    count += Math.max(0, more);
    if (count > limit) {
      throw new ExceededException(limit);
    }
    return more;
  }

  @Override
  public int read() throws IOException {
    int found = in.read();
    counted(found < 0 ? 0 : 1);
    return found;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return (int) counted(in.read(target, offset, length));
  }

  /** Unpacks in larger steps than the stream below would. */
  @Override
  public long skip(long length) throws IOException {
    return Math.max(0, read(skipped, 0, (int) Math.min(length, skipped.length)));
  }
}
