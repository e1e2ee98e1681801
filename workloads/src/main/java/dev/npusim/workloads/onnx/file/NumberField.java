package dev.npusim.workloads.onnx.file;

import ai.onnx.proto.OnnxMl.TensorProto;
import org.jspecify.annotations.Nullable;

/** The fields of {@code TensorProto} that hold numbers, and how one of them is encoded. */
enum NumberField {
  RAW_DATA(TensorProto.RAW_DATA_FIELD_NUMBER, WireInput.DELIMITED),
  FLOAT_DATA(TensorProto.FLOAT_DATA_FIELD_NUMBER, WireInput.FIXED32),
  INT32_DATA(TensorProto.INT32_DATA_FIELD_NUMBER, WireInput.VARINT),
  INT64_DATA(TensorProto.INT64_DATA_FIELD_NUMBER, WireInput.VARINT),
  DOUBLE_DATA(TensorProto.DOUBLE_DATA_FIELD_NUMBER, WireInput.FIXED64),
  UINT64_DATA(TensorProto.UINT64_DATA_FIELD_NUMBER, WireInput.VARINT);

  private final int number;
  private final int wireType;

  NumberField(int number, int wireType) {
    this.number = number;
    this.wireType = wireType;
  }

  static @Nullable NumberField of(int number) {
    for (NumberField field : values()) {
      if (field.number == number) {
        return field;
      }
    }
    return null;
  }

  /** How an element is written where the elements are not packed. */
  int wireType() {
    return wireType;
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
