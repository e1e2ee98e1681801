package dev.npusim.workloads.onnx.file;

import com.google.common.io.ByteStreams;
import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A run of bytes somewhere. */
sealed interface Bytes {
  InputStream open() throws IOException;

  long length();

  default boolean exists() {
    return true;
  }

  /** True when reading them costs no more than their length. */
  default boolean isAtHand() {
    return true;
  }

  /** Bytes in memory. */
  record Held(ByteString bytes) implements Bytes {
    @Override
    public InputStream open() {
      return bytes.newInput();
    }

    @Override
    public long length() {
      return bytes.size();
    }
  }

  /**
   * Bytes of a file; reads of a compressed one take as long as everything in front of them does.
   *
   * @param offset in the unpacked file
   */
  record Region(Path file, boolean packed, long offset, long length) implements Bytes {
    @Override
    public boolean exists() {
      return Files.isRegularFile(file);
    }

    @Override
    public boolean isAtHand() {
      return !packed && exists();
    }

    @Override
    public InputStream open() throws IOException {
      InputStream in = unpacked(file, packed);
      try {
        in.skipNBytes(offset);
        return ByteStreams.limit(in, length);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    }
  }

  /** Several runs, one after the other. */
  record Joined(List<Bytes> parts) implements Bytes {
    @Override
    public InputStream open() throws IOException {
      List<InputStream> opened = new ArrayList<>();
      for (Bytes part : parts) {
        opened.add(part.open());
      }
      return new SequenceInputStream(Collections.enumeration(opened));
    }

    @Override
    public boolean isAtHand() {
      return parts.stream().allMatch(Bytes::isAtHand);
    }

    @Override
    public long length() {
      return parts.stream().mapToLong(Bytes::length).sum();
    }
  }

  int BUFFER = 1 << 16;

  static InputStream unpacked(Path file, boolean packed) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (!packed) {
      return in;
    }
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (EOFException e) {
      in.close();
      throw new ZipException("cut off in its header");
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
