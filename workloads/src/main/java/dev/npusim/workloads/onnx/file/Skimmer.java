package dev.npusim.workloads.onnx.file;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import dev.npusim.workloads.onnx.file.WireInput.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a model that keeps what an importer looks at. The numbers of large tensors stay in
 * the file: a tensor's {@code segment} says which of the {@link Skimmed#chunks} hold them.
 * Documentation, metadata and training graphs are dropped.
 */
final class Skimmer {
  /**
   * Some of a tensor's numbers.
   *
   * @param field they are in; repeated ones are packed
   */
  record Chunk(NumberField field, Bytes bytes) {}

  /**
   * @param structure a {@code ModelProto} whose tensors have no contents
   * @param length bytes that were read
   */
  record Skimmed(byte[] structure, ImmutableList<Chunk> chunks, long length) {}

  /** Chunks up to this size are held in memory always ... */
  private static final int SMALL = 1 << 10;

  /** ... and up to this one as long as all of them together are not large. */
  private static final int MEDIUM = 1 << 15;

  private static final int MOST_HELD = 1 << 24;

  /** Field numbers end here. */
  private static final long MOST_FIELDS = (1L << 29) - 1;

  /** Levels of messages in messages. */
  static final int DEEPEST = 100;

  /** The file may be a model, but its parts are nested deeper than they are read. */
  static final class TooDeepException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private final Path file;
  private final boolean packed;
  private final WireInput in;
  private final StructureWriter out;
  private final List<Chunk> chunks = new ArrayList<>();
  private long held;

  /** Elements of {@code looseField} that are not packed. */
  private final StructureWriter loose;

  private @Nullable NumberField looseField;

  private Skimmer(Path file, boolean packed, InputStream in, long mostStructure) {
    this.file = file;
    this.packed = packed;
    this.in = new WireInput(in);
    this.out = new StructureWriter(mostStructure);
    this.loose = new StructureWriter(mostStructure);
  }

  /**
   * @param in the unpacked bytes of {@code file}
   * @param length how many there are at most; compressed files may end before
   * @param mostStructure limit on the bytes of the result
   * @throws MalformedException where they are no message
   * @throws TooDeepException where its messages are nested too deep
   * @throws java.io.EOFException where they end too early
   */
  static Skimmed skim(Path file, boolean packed, InputStream in, long length, long mostStructure)
      throws IOException {
    Skimmer skimmer = new Skimmer(file, packed, in, mostStructure);
    skimmer.message(MessageKind.MODEL, length, 0);
    return new Skimmed(
        skimmer.out.toByteArray(), ImmutableList.copyOf(skimmer.chunks), skimmer.in.position());
  }

  private void message(MessageKind kind, long end, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new TooDeepException();
    }
    int firstChunk = chunks.size();
    while (in.position() < end && !(kind == MessageKind.MODEL && in.atEnd())) {
      long tag = in.varint();
      long field = tag >>> 3;
      int wireType = (int) tag & 7;
      if (field == 0 || field > MOST_FIELDS) {
        throw new MalformedException("no field has number " + field);
      }
      MessageKind child = kind.child((int) field);
      NumberField numbers = kind == MessageKind.TENSOR ? NumberField.of((int) field) : null;
      if (numbers != null) {
        chunk(numbers, wireType, end);
      } else if (child != null && wireType == WireInput.DELIMITED) {
        long length = length(end);
        int opened = out.open(tag);
        message(child, in.position() + length, depth + 1);
        out.close(opened);
      } else {
        copy(tag, kind.keeps(field), end);
      }
    }
    if (in.position() > end) {
      throw new MalformedException("a field is longer than its message");
    }
    if (kind == MessageKind.TENSOR) {
      settleLoose();
      if (chunks.size() > firstChunk) {
        segment(firstChunk, chunks.size());
      }
    }
  }

  /** The length of what comes, which must fit in front of {@code end}. */
  private long length(long end) throws IOException {
    long length = in.varint();
    if (length < 0 || length > end - in.position()) {
      throw new MalformedException("a length of " + Long.toUnsignedString(length));
    }
    return length;
  }

  private void copy(long tag, boolean keep, long end) throws IOException {
    switch ((int) tag & 7) {
      case WireInput.VARINT -> {
        long value = in.varint();
        if (keep) {
          out.varint(tag);
          out.varint(value);
        }
      }
      case WireInput.FIXED32 -> copy(tag, keep, Integer.BYTES, false);
      case WireInput.FIXED64 -> copy(tag, keep, Long.BYTES, false);
      case WireInput.DELIMITED -> copy(tag, keep, length(end), true);
      default -> throw new MalformedException("wire type " + (tag & 7));
    }
  }

  private void copy(long tag, boolean keep, long length, boolean stated) throws IOException {
    if (!keep) {
      in.skip(length);
      return;
    }
    out.varint(tag);
    if (stated) {
      out.varint(length);
    }
    out.copy(in, length);
  }

  private void chunk(NumberField field, int wireType, long end) throws IOException {
    if (wireType == field.wireType() && wireType != WireInput.DELIMITED) {
      element(field);
      return;
    }
    if (wireType != WireInput.DELIMITED) {
      throw new MalformedException(field + " of wire type " + wireType);
    }
    settleLoose();
    long length = length(end);
    if (length <= SMALL || (length <= MEDIUM && held + length <= MOST_HELD)) {
      held += length;
      out.reserve(held);
      byte[] bytes = new byte[(int) length];
      in.read(bytes);
      chunks.add(new Chunk(field, new Bytes.Held(ByteString.copyFrom(bytes))));
    } else {
      chunks.add(new Chunk(field, new Bytes.Region(file, packed, in.position(), length)));
      in.skip(length);
    }
  }

  /** One element outside a packed run, as old writers leave them. */
  private void element(NumberField field) throws IOException {
    if (field != looseField) {
      settleLoose();
      looseField = field;
    }
    switch (field.wireType()) {
      case WireInput.FIXED32 -> loose.copy(in, Integer.BYTES);
      case WireInput.FIXED64 -> loose.copy(in, Long.BYTES);
      default -> loose.varint(in.varint());
    }
  }

  private void settleLoose() throws IOException {
    if (looseField != null) {
      ByteString bytes = ByteString.copyFrom(loose.toByteArray());
      held += bytes.size();
      out.reserve(held);
      chunks.add(new Chunk(looseField, new Bytes.Held(bytes)));
      loose.reset();
      looseField = null;
    }
  }

  private void segment(int begin, int end) throws IOException {
    int opened = out.open(TensorProto.SEGMENT_FIELD_NUMBER << 3 | WireInput.DELIMITED);
    out.varint(TensorProto.Segment.BEGIN_FIELD_NUMBER << 3);
    out.varint(begin);
    out.varint(TensorProto.Segment.END_FIELD_NUMBER << 3);
    out.varint(end);
    out.close(opened);
  }
}
