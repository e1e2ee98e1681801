package dev.npusim.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Remembers why bytes were lost: {@code PrintStream} swallows it. */
final class RememberingStream extends OutputStream {
  private final OutputStream out;
  private String reason = "";

  RememberingStream(OutputStream out) {
    this.out = new BufferedOutputStream(out, 1 << 16);
  }

  /** Whether a write failed, other than because the reader had read enough. */
  boolean hasLostBytes() {
    return !reason.isEmpty() && !reason.contains("Broken pipe");
  }

  String reason() {
    return reason;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw remember(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw remember(e);
    }
  }

  private IOException remember(IOException e) {
    reason = String.valueOf(e.getMessage());
    return e;
  }
}
