package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.DataType;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;

/** Element types by their number in {@code TensorProto.DataType} (onnx.proto of ONNX 1.18). */
final class OnnxTypes {
  private static final ImmutableMap<Integer, DataType> TYPES =
      ImmutableMap.<Integer, DataType>builder()
          .put(1, DataType.FLOAT32)
          .put(2, DataType.UINT8)
          .put(3, DataType.INT8)
          .put(4, DataType.INT16)
          .put(5, DataType.INT16)
          .put(6, DataType.INT32)
          .put(7, DataType.INT64)
          .put(9, DataType.BOOL)
          .put(10, DataType.FLOAT16)
          .put(11, DataType.FLOAT64)
          .put(12, DataType.INT32)
          .put(13, DataType.INT64)
          .put(16, DataType.BFLOAT16)
          .put(17, DataType.FLOAT8)
          .put(18, DataType.FLOAT8)
          .put(19, DataType.FLOAT8)
          .put(20, DataType.FLOAT8)
          .put(21, DataType.INT4)
          .put(22, DataType.INT4)
          .buildOrThrow();

  /** Names of types in operator sets before 6, in the order of their numbers from 1. */
  private static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL",
          "FLOAT16", "DOUBLE", "UINT32", "UINT64");

  private OnnxTypes() {}

  /**
   * @throws WorkloadException for a name that is no type of numbers
   */
  static DataType named(String name) {
    int position = NAMES.indexOf(name);
    if (position < 0) {
      throw new WorkloadException("element type \"" + name + "\"" + NearestName.hint(name, NAMES));
    }
    return of(position + 1, "a cast");
  }

  /**
   * @throws WorkloadException for a type without numbers in it, such as strings
   */
  static DataType of(int number, String what) {
    DataType type = TYPES.get(number);
    if (type == null) {
      throw new WorkloadException(
          what + " has element type " + number + "; numbers and booleans are supported");
    }
    return type;
  }
}
