package dev.npusim.workloads.onnx.file;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.common.collect.ImmutableList;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.file.Skimmer.Chunk;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the numbers of tensors: in the model's file or in one of external data beside it. */
public final class TensorStore {
  private final Path file;
  private final ImmutableList<Chunk> chunks;

  TensorStore(Path file, ImmutableList<Chunk> chunks) {
    this.file = file;
    this.chunks = chunks;
  }

  /**
   * The numbers of a tensor of this model, which may be in a file that is not there; null where the
   * model does not even name one.
   *
   * @param name for messages
   * @param count of elements
   * @throws WorkloadException where there are too few or too many, or they are in no proper place
   */
  public @Nullable StoredTensor find(
      String name, TensorProto tensor, ElementType type, long count) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      long length = StoredTensor.bytesFor(count, type.bits());
      Bytes bytes = external(name, tensor.getExternalDataList(), length);
      return bytes == null
          ? null
          : new StoredTensor(name, type, count, NumberField.RAW_DATA, bytes);
    }
    List<Chunk> found =
        chunks.subList((int) tensor.getSegment().getBegin(), (int) tensor.getSegment().getEnd());
    for (Chunk chunk : found) {
      if (chunk.field() == NumberField.RAW_DATA) {
        found = List.of(chunk);
      }
    }
    if (found.isEmpty()) {
      return null;
    }
    NumberField field = found.get(0).field();
    for (Chunk chunk : found) {
      if (chunk.field() != field || (field != NumberField.RAW_DATA && field != type.field())) {
        throw new WorkloadException(
            "tensor " + name + " of type " + type + " holds numbers in " + chunk.field());
      }
    }
    Bytes bytes =
        found.size() == 1
            ? found.get(0).bytes()
            : new Bytes.Joined(found.stream().map(Chunk::bytes).toList());
    return new StoredTensor(name, type, count, field, bytes).checked();
  }

  private @Nullable Bytes external(String name, List<StringStringEntryProto> entries, long needed) {
    Map<String, String> values = new HashMap<>();
    entries.forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    String location = values.get("location");
    if (location == null) {
      return null;
    }
    long offset = number(name, "offset", values.getOrDefault("offset", "0"));
    long length = number(name, "length", values.getOrDefault("length", Long.toString(needed)));
    if (length != needed) {
      throw new WorkloadException(
          "tensor "
              + name
              + " has "
              + length
              + " bytes of external data, its elements take "
              + needed);
    }
    return new Bytes.Region(beside(name, location), false, offset, length);
  }

  private static long number(String name, String key, String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new WorkloadException(
          "tensor " + name + " has external data at " + key + " \"" + text + "\"");
    }
    return Long.parseLong(text);
  }

  /** A file in the directory of the model or below it. */
  private Path beside(String name, String location) {
    try {
      Path directory = file.toAbsolutePath().normalize().getParent();
      Path found = directory == null ? null : directory.resolve(location).normalize();
      if (found != null && found.startsWith(directory) && !Path.of(location).isAbsolute()) {
        return found;
      }
    } catch (InvalidPathException e) {
      // Reported below like any other place that is not allowed.
    }
    throw new WorkloadException(
        "tensor "
            + name
            + " has external data in \""
            + location
            + "\"; it must be in the directory of the model");
  }
}
