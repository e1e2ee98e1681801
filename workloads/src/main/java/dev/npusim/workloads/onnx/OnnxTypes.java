package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.onnx.file.ElementType;

/** Element types by their number in {@code TensorProto.DataType}. */
final class OnnxTypes {
  private OnnxTypes() {}

  /**
   * @param what has this type, for the message
   * @throws WorkloadException for a type without numbers in it, such as strings
   */
  static DataType of(long number, String what) {
    return ElementType.of(number, what).dataType();
  }
}
