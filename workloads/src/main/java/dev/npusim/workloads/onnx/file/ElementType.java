package dev.npusim.workloads.onnx.file;

import com.google.common.primitives.UnsignedLong;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.WorkloadException;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Element types, named and numbered as in {@code TensorProto.DataType} of ONNX 1.20, which has more
 * than the generated classes know.
 */
public enum ElementType {
  UNDEFINED(0),
  FLOAT(1, DataType.FLOAT32, 32, bits -> Float.intBitsToFloat((int) bits)),
  UINT8(2, DataType.UINT8, 8, false),
  INT8(3, DataType.INT8, 8, true),
  UINT16(4, DataType.UINT16, 16, false),
  INT16(5, DataType.INT16, 16, true),
  INT32(6, DataType.INT32, 32, true),
  INT64(7, DataType.INT64, 64, true),
  STRING(8),
  BOOL(9, DataType.BOOL, 8, false),
  FLOAT16(10, DataType.FLOAT16, 16, new Minifloat(5, 10, 15, Minifloat.Specials.IEEE)::value),
  DOUBLE(11, DataType.FLOAT64, 64, Double::longBitsToDouble),
  UINT32(12, DataType.INT32, 32, false),
  UINT64(13, DataType.INT64, 64, false),
  COMPLEX64(14),
  COMPLEX128(15),
  BFLOAT16(16, DataType.BFLOAT16, 16, bits -> Float.intBitsToFloat((int) bits << 16)),
  FLOAT8E4M3FN(
      17, DataType.FLOAT8, 8, new Minifloat(4, 3, 7, Minifloat.Specials.ALL_ONES_NAN)::value),
  FLOAT8E4M3FNUZ(
      18, DataType.FLOAT8, 8, new Minifloat(4, 3, 8, Minifloat.Specials.MINUS_ZERO_NAN)::value),
  FLOAT8E5M2(19, DataType.FLOAT8, 8, new Minifloat(5, 2, 15, Minifloat.Specials.IEEE)::value),
  FLOAT8E5M2FNUZ(
      20, DataType.FLOAT8, 8, new Minifloat(5, 2, 16, Minifloat.Specials.MINUS_ZERO_NAN)::value),
  UINT4(21, DataType.UINT4, 4, false),
  INT4(22, DataType.INT4, 4, true),
  FLOAT4E2M1(23, DataType.FLOAT4, 4, new Minifloat(2, 1, 1, Minifloat.Specials.NONE)::value),
  /** Powers of two, 2^(code - 127). */
  FLOAT8E8M0(
      24, DataType.FLOAT8, 8, code -> code == 255 ? Double.NaN : Math.scalb(1.0, (int) code - 127)),
  UINT2(25, DataType.INT4, 2, false),
  INT2(26, DataType.INT4, 2, true);

  private final int number;
  private final @Nullable DataType dataType;
  private final int bits;
  private final boolean signed;
  private final @Nullable LongToDoubleFunction decoder;

  /** A type without numbers in it. */
  ElementType(int number) {
    this(number, null, 0, false, null);
  }

  ElementType(int number, DataType dataType, int bits, boolean signed) {
    this(number, dataType, bits, signed, null);
  }

  ElementType(int number, DataType dataType, int bits, LongToDoubleFunction decoder) {
    this(number, dataType, bits, true, decoder);
  }

  ElementType(
      int number,
      @Nullable DataType dataType,
      int bits,
      boolean signed,
      @Nullable LongToDoubleFunction decoder) {
    this.number = number;
    this.dataType = dataType;
    this.bits = bits;
    this.signed = signed;
    this.decoder = decoder;
  }

  /**
   * @param what has this type, for the message
   * @throws WorkloadException for types without numbers in them, such as strings
   */
  public static ElementType of(long number, String what) {
    for (ElementType type : values()) {
      if (type.number == number) {
        if (type.dataType == null) {
          throw new WorkloadException(
              what + " has element type " + type + "; numbers and booleans are supported");
        }
        return type;
      }
    }
    throw new WorkloadException(
        what
            + " has an element type of number "
            + number
            + ", which ONNX does not define; it defines 1 (FLOAT) to 26 (INT2)");
  }

  boolean isNumber() {
    return dataType != null;
  }

  public DataType dataType() {
    if (dataType == null) {
      throw new IllegalStateException(this + " is not handed out");
    }
    return dataType;
  }

  /**
   * Bits of one element in {@code raw_data}; below 8 several share a byte, the first one lowest.
   */
  int bits() {
    return bits;
  }

  /** The field that holds such elements where {@code raw_data} does not. */
  NumberField field() {
    return switch (this) {
      case FLOAT -> NumberField.FLOAT_DATA;
      case DOUBLE -> NumberField.DOUBLE_DATA;
      case INT64 -> NumberField.INT64_DATA;
      case UINT32, UINT64 -> NumberField.UINT64_DATA;
      default -> NumberField.INT32_DATA;
    };
  }

  public boolean isFloating() {
    return decoder != null;
  }

  /** The number a code stands for; exact but for whole numbers beyond 2^53. */
  double real(long code) {
    if (decoder != null) {
      return decoder.applyAsDouble(code);
    }
    return this == UINT64 ? UnsignedLong.fromLongBits(code).doubleValue() : whole(code);
  }

  /** The whole number a code stands for, modulo 2^64; 0 or 1 for booleans. */
  long whole(long code) {
    if (this == BOOL) {
      return code == 0 ? 0 : 1;
    }
    int unused = Long.SIZE - bits;
    return signed ? code << unused >> unused : code;
  }
}
