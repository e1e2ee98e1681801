package dev.npusim.workloads;

import dev.npusim.ir.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Element types of test data: their names in ONNX and NumPy, and their bytes. */
public enum ElementType {
  FLOAT(1, "<f4", 4, DataType.FLOAT32),
  UINT8(2, "|u1", 1, DataType.UINT8),
  INT8(3, "|i1", 1, DataType.INT8),
  INT16(5, "<i2", 2, DataType.INT16),
  INT32(6, "<i4", 4, DataType.INT32),
  INT64(7, "<i8", 8, DataType.INT64),
  BOOL(9, "|b1", 1, DataType.BOOL),
  DOUBLE(11, "<f8", 8, DataType.FLOAT64);

  private final int onnx;
  private final String numpy;
  private final int bytes;
  private final DataType dataType;

  ElementType(int onnx, String numpy, int bytes, DataType dataType) {
    this.onnx = onnx;
    this.numpy = numpy;
    this.bytes = bytes;
    this.dataType = dataType;
  }

  /** The number in TensorProto.DataType. */
  public int onnx() {
    return onnx;
  }

  public DataType dataType() {
    return dataType;
  }

  /** By NumPy's name, such as {@code <f4}. */
  public static ElementType ofNumpy(String name) {
    return Arrays.stream(values())
        .filter(type -> type.numpy.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("element type " + name));
  }

  public static ElementType of(DataType dataType) {
    return Arrays.stream(values())
        .filter(type -> type.dataType == dataType)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("element type " + dataType));
  }

  /** The nearest number of this type. */
  public double nearest(double value) {
    return this == FLOAT ? (float) value : dataType.isFloating() ? value : Math.rint(value) + 0.0;
  }

  /** Little-endian bytes, positioned at the first. */
  public ByteBuffer encode(double[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (this) {
        case FLOAT -> buffer.putFloat((float) value);
        case DOUBLE -> buffer.putDouble(value);
        case INT16 -> buffer.putShort((short) value);
        case INT32 -> buffer.putInt((int) value);
        case INT64 -> buffer.putLong((long) value);
        case INT8, UINT8, BOOL -> buffer.put((byte) (int) value);
      }
    }
    return buffer.flip();
  }

  /** The numbers in the remaining bytes. */
  public double[] decode(ByteBuffer buffer) {
    buffer.order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[buffer.remaining() / bytes];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (this) {
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            case INT16 -> buffer.getShort();
            case INT32 -> buffer.getInt();
            case INT64 -> buffer.getLong();
            case INT8, BOOL -> buffer.get();
            case UINT8 -> buffer.get() & 0xFF;
          };
    }
    return values;
  }
}
