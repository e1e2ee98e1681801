package dev.npusim.workloads.onnx;

/** Functions of two or more elements, with broadcasting. */
final class BinaryCases {
  private BinaryCases() {}

  static CaseTable table() {
    return new CaseTable("binary")
        .opsets(7, 13, 18)
        .each("a float[2,3,4]; b float[2,3,4]; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[2,3,4]; b float[4]; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[3,1]; b float[2,1,4]; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[]; b float[2,3]; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[2,3,4]; b = float[3,1]; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[2,3,4]; b = float 1.7; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a float[2,3,4]; b = float 1.7; y = %s(b, a)", "Add", "Sub", "Mul", "Div")
        .each("a float[1,3]; b = float{2.5}[1,1,1]; y = %s(a, b)", "Mul", "Div")
        .each("a float[2,3,4,5]; b = float[3,1,1]; y = %s(a, b)", "Add", "Mul")
        .each("a float[2,3,4,5]; b float[1,3,1,1]; y = %s(a, b)", "Add", "Mul")
        .opsets(13)
        .each("a int64[2,3] -9..9; b = int64 -4; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .each("a int32[2,3] -9..9; b int32[3] 1..5; y = %s(a, b)", "Add", "Sub", "Mul", "Div")
        .add("a int64[8] -20..20; b = int64{3,-3,4,-4,5,-5,7,-7}; y = Div(a, b)")
        .opsets(7, 13, 15)
        .add(
            "a float[2,3] 0.1..3; b float[2,3]; y = Pow(a, b)",
            "a float[2,3] 0.1..3; b float[3]; y = Pow(a, b)",
            "a float[2,3]; b = float 2; y = Pow(a, b)",
            "a float[2,3]; b = float 3; y = Pow(a, b)",
            "a float[2,3] 0.1..3; b = float 0.5; y = Pow(a, b)",
            "a float[2,3] 0.5..3; b = float -1; y = Pow(a, b)",
            "a float[1,3]; b = float{2}[1,1,1]; y = Pow(a, b)",
            "a float[2,3]; b = float 1; y = Pow(b, a)")
        .opsets(13)
        .add(
            "a int64[2,3] -5..5; b = int64 2; y = Pow(a, b)",
            "a float[2,3]; b = int64 2; y = Pow(a, b)",
            "a float[2,3]; b int64[2,3] 0..3; y = Pow(a, b)")
        .opsets(8, 13)
        .each("a float[2,3]; b float[2,3]; y = %s(a, b)", "Max", "Min", "Mean", "Sum")
        .each("a float[2,3]; b float[3]; c = float[2,1]; y = %s(a, b, c)", "Max", "Min", "Mean")
        .each("a float[2,1,4]; b float[3,1]; c float[]; y = %s(a, b, c)", "Sum", "Mean", "Max")
        .each("a float[2,3]; b = %s(a); y = Neg(b)", "Max", "Min", "Mean", "Sum")
        .opsets(13)
        .each("a int64[2,3] -9..9; b int64[3] -9..9; y = %s(a, b)", "Max", "Min")
        .opsets(10, 13)
        .add(
            "a int64[8] -20..20; b = int64{3,-3,4,-4,5,-5,7,-7}; y = Mod(a, b)",
            "a int64[8] -20..20; b = int64{3,-3,4,-4,5,-5,7,-7}; y = Mod(a, b) fmod=1",
            "a float[8] -20..20; b = float{3,-3,4,-4,5,-5,7,-7}; y = Mod(a, b) fmod=1",
            "a int32[2,3] -20..20; b int32[3] 1..7; y = Mod(a, b)")
        .opsets(7, 9, 16)
        .add(
            "x float[2,3,4]; s = float[3,1] 0..1; y = PRelu(x, s)",
            "x float[2,3,4]; s = float[1] 0..1; y = PRelu(x, s)",
            "x float[2,3,4,5]; s = float[3,1,1] 0..1; y = PRelu(x, s)",
            "x float[2,3,4]; s float[4] 0..1; y = PRelu(x, s)")
        .opsets(9, 13)
        .each("a float[2,3]; b float[3]; y = %s(a, b)", "Less", "Greater")
        .each("a int64[2,3,4] -2..2; b int64[3,1] -2..2; y = %s(a, b)", "Less", "Greater", "Equal")
        .each("a bool[2,3]; b bool[3]; y = %s(a, b)", "And", "Or", "Xor")
        .opsets(12, 16)
        .each(
            "a int64[2,9] -2..2; b int64[9] -2..2; y = %s(a, b)",
            "LessOrEqual", "GreaterOrEqual", "Equal")
        .add(
            "a float[2,3]; b = float 0.5; y = GreaterOrEqual(a, b)",
            "a float[2,3]; b = float 0.5; y = LessOrEqual(b, a)",
            "a bool[2,3]; b bool[2,3]; y = Equal(a, b)")
        .opsets(18)
        .each(
            "a int32[2,3] -90..90; b int32[3] -9..9; y = %s(a, b)",
            "BitwiseAnd", "BitwiseOr", "BitwiseXor")
        .each(
            "a uint8[2,3] 0..255; b uint8[3] 0..255; y = %s(a, b)",
            "BitwiseAnd", "BitwiseOr", "BitwiseXor")
        .opsets(11)
        .add(
            "a uint8[2,5] 0..255; b uint8[5] 0..6; y = BitShift(a, b) direction=LEFT",
            "a uint8[2,5] 0..255; b uint8[5] 0..6; y = BitShift(a, b) direction=RIGHT")
        .opsets(9, 16)
        .add(
            "c bool[2,3]; a float[2,3]; b float[2,3]; y = Where(c, a, b)",
            "c bool[2,1]; a float[3]; b float[]; y = Where(c, a, b)",
            "c bool[3,4]; a float[2,3,4]; b = float -1e9; y = Where(c, a, b)",
            "c bool[2,3]; a int64[3] -5..5; b = int64 7; y = Where(c, a, b)",
            "c bool[2,1,4,5]; a float[2,3,4,5]; b float[3,1,1]; y = Where(c, a, b)");
  }
}
