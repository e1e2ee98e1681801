package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.file.ElementType;

/** Element types by their number in {@code TensorProto.DataType}. */
final class OnnxTypes {
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
   * @param what has this type, for the message
   * @throws WorkloadException for a type without numbers in it, such as strings
   */
  static DataType of(long number, String what) {
    return ElementType.of(number, what).dataType();
  }
}
