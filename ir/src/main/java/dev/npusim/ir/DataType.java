package dev.npusim.ir;

/** Element types as models state them; what a run stores is decided by its {@code Precision}. */
public enum DataType {
  FLOAT64(64),
  FLOAT32(32),
  FLOAT16(16),
  BFLOAT16(16),
  FLOAT8(8),
  FLOAT4(4),
  INT64(64),
  INT32(32),
  INT16(16),
  UINT16(16),
  INT8(8),
  UINT8(8),
  INT4(4),
  UINT4(4),
  BOOL(8);

  private final int bits;

  DataType(int bits) {
    this.bits = bits;
  }

  public int bits() {
    return bits;
  }

  public boolean isFloating() {
    return switch (this) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16, FLOAT8, FLOAT4 -> true;
      case INT64, INT32, INT16, UINT16, INT8, UINT8, INT4, UINT4, BOOL -> false;
    };
  }
}
