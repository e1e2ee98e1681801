package dev.npusim.workloads.onnx;

/** Functions of one element, softmax and casts. */
final class PointwiseCases {
  private PointwiseCases() {}

  static CaseTable table() {
    return new CaseTable("pointwise")
        .opsets(7, 13, 18)
        .each(
            "x float[2,3,4] -3..3; y = %s(x)",
            "Abs",
            "Atan",
            "Ceil",
            "Cos",
            "Elu",
            "Exp",
            "Floor",
            "HardSigmoid",
            "LeakyRelu",
            "Neg",
            "Relu",
            "Selu",
            "Sigmoid",
            "Sin",
            "Softplus",
            "Softsign",
            "Tan",
            "Tanh")
        .each("x float[3,5] 0.1..3; y = %s(x)", "Log", "Reciprocal", "Sqrt")
        .each("x float[3,5] -1..1; y = %s(x)", "Acos", "Asin")
        .opsets(9, 13)
        .each("x float[3,5] -3..3; y = %s(x)", "Asinh", "Cosh", "Erf", "Sign", "Sinh")
        .add(
            "x float[3,5] 1..4; y = Acosh(x)",
            "x float[3,5] -0.9..0.9; y = Atanh(x)",
            "x = float{1,nan,-inf,inf}; z float[4]; a = Add(x, z); y = IsNaN(a)",
            "x bool[7]; y = Not(x)")
        .opsets(11, 18)
        .add(
            "x float[12] -4..4; y = Round(x)",
            "x float[6]; h = float{0.5,1.5,2.5,-0.5,-1.5,-2.5}; z = Sub(x, x); a = Add(z, h);"
                + " y = Round(a)")
        .opsets(10, 20)
        .add(
            "x float[4]; h = float{inf,-inf,nan,1}; a = Add(x, h); y = IsInf(a)",
            "x float[4]; h = float{inf,-inf,nan,1}; a = Add(x, h); y = IsInf(a) detect_negative=0",
            "x float[4]; h = float{inf,-inf,nan,1}; a = Add(x, h); y = IsInf(a) detect_positive=0",
            "x float[9] -3..3; y = ThresholdedRelu(x) alpha=0.7",
            "x float[9] -3..3; y = ThresholdedRelu(x)",
            "x float[9] -3..3; y = Shrink(x)",
            "x float[9] -3..3; y = Shrink(x) lambd=1.2 bias=0.4")
        .opsets(12, 18)
        .add("x float[9] -3..3; y = Celu(x)", "x float[9] -3..3; y = Celu(x) alpha=0.6")
        .opsets(14, 22)
        .add("x float[2,9] -5..5; y = HardSwish(x)")
        .opsets(18, 22)
        .add("x float[2,9] -5..5; y = Mish(x)")
        .opsets(20)
        .add(
            "x float[2,9] -4..4; y = Gelu(x)",
            "x float[2,9] -4..4; y = Gelu(x) approximate=tanh",
            "x float[2,9] -4..4; y = Gelu(x) approximate=none")
        .opsets(24)
        .add("x float[2,9] -4..4; y = Swish(x)", "x float[2,9] -4..4; y = Swish(x) alpha=1.7")
        .opsets(7, 13, 18)
        .add(
            "x float[3,5] -3..3; y = LeakyRelu(x) alpha=0.3",
            "x float[3,5] -3..3; y = Elu(x) alpha=0.5",
            "x float[3,5] -3..3; y = Selu(x) alpha=1.2 gamma=0.8",
            "x float[3,5] -3..3; y = HardSigmoid(x) alpha=0.3 beta=0.4",
            "x float[2,3,4]; d = Dropout(x); y = Neg(d)",
            "x float[2,3,4]; i = Identity(x); y = Neg(i)")
        .opsets(7)
        .add(
            "x float[3,5]; y = Clip(x) min=-0.5 max=0.7",
            "x float[3,5]; y = Clip(x) min=-0.5",
            "x float[3,5]; y = Clip(x) max=0.7",
            "x float[3,5]; c = Clip(x); y = Neg(c)")
        .opsets(11, 13, 18)
        .add(
            "x float[3,5]; lo = float -0.5; hi = float 0.7; y = Clip(x, lo, hi)",
            "x float[3,5]; lo = float -0.5; y = Clip(x, lo)",
            "x float[3,5]; hi = float 0.5; y = Clip(x, , hi)",
            "x float[3,5]; lo float[] -1..0; hi float[] 0..1; y = Clip(x, lo, hi)",
            "x float[3,5]; lo float[] -1..0; hi float[] 0..1; y = Clip(x, lo)",
            "x float[3,5]; c = Clip(x); y = Neg(c)")
        .opsets(13)
        .add(
            "x int64[3,5] -9..9; lo = int64 -3; hi = int64 4; y = Clip(x, lo, hi)",
            "x int32[3,5] -9..9; lo = int32 -3; y = Clip(x, lo)")
        .each("x int64[3,5] -9..9; y = %s(x)", "Abs", "Neg", "Sign")
        .opsets(14)
        .add("x int32[3,5] -9..9; y = Relu(x)")
        .opsets(18)
        .each("x %s[6] 0..100; y = BitwiseNot(x)", "uint8", "int8", "int32", "int64")
        // Before 13 softmax runs over all axes from the given one on.
        .opsets(7, 11)
        .each(
            "x float[2,3,4]; y = %s",
            "Softmax(x)",
            "Softmax(x) axis=0",
            "Softmax(x) axis=2",
            "Softmax(x) axis=1",
            "LogSoftmax(x)",
            "LogSoftmax(x) axis=2",
            "LogSoftmax(x) axis=0",
            "Hardmax(x)",
            "Hardmax(x) axis=2")
        .opsets(11)
        .add("x float[2,3,4]; y = Softmax(x) axis=-1", "x float[2,3,4]; y = Softmax(x) axis=-2")
        .opsets(13, 18)
        .each(
            "x float[2,3,4,5]; y = %s",
            "Softmax(x)",
            "Softmax(x) axis=0",
            "Softmax(x) axis=1",
            "Softmax(x) axis=-2",
            "LogSoftmax(x)",
            "LogSoftmax(x) axis=1",
            "LogSoftmax(x) axis=-4",
            "Hardmax(x)",
            "Hardmax(x) axis=1",
            "Hardmax(x) axis=-2")
        .add("x float[5]; y = Softmax(x)", "x float[5]; y = LogSoftmax(x) axis=0")
        .opsets(9, 13, 19)
        .add(
            "x float[3,5] -4..4; y = Cast(x) to=7",
            "x float[3,5] -4..4; y = Cast(x) to=6",
            "x float[3,5] -4..4; y = Cast(x) to=3",
            "x float[3,5] 0..200; y = Cast(x) to=2",
            "x float[3,5] -4..4; c = Cast(x) to=11; y = Neg(c)",
            "x int64[3,5] -4..4; y = Cast(x) to=1",
            "x int64[3,5] -4..4; y = Cast(x) to=9",
            "x int64[3,5] -4..400; y = Cast(x) to=2",
            "x int64[3,5] -400..400; y = Cast(x) to=3",
            "x bool[3,5]; y = Cast(x) to=1",
            "x bool[3,5]; y = Cast(x) to=7",
            "x float[3,5] -1..1; c = Cast(x) to=7; b = Cast(c) to=9; y = Cast(b) to=1")
        .opsets(15, 19)
        .add(
            "x float[3,5] -4..4; l int64[2]; y = CastLike(x, l)",
            "x int32[3,5] -4..4; l float[1]; y = CastLike(x, l)",
            "x float[3,5] -4..4; l = bool{1}; y = CastLike(x, l)")
        .opsets(28)
        .function(
            "a float[2,9] -4..4; b float[2,9]",
            "y = SwiGLU(a, b)",
            "s = Sigmoid(a); g = Mul(a, s); y = Mul(g, b)")
        .function(
            "a float[2,9] -4..4; b float[2,9]",
            "y = SwiGLU(a, b) alpha=1.7",
            "s = Swish(a) alpha=1.7; y = Mul(s, b)")
        .opsets(17)
        .each("x float[2,9] -4..4; y = com.microsoft.%s(x)", "Gelu", "FastGelu")
        .add(
            "x float[2,9] -4..4; b = float[9]; y = com.microsoft.FastGelu(x, b)",
            "x float[2,9] -4..4; b = float[9]; y = com.microsoft.BiasGelu(x, b)",
            "x float[2,9] -4..4; y = com.microsoft.QuickGelu(x)",
            "x float[2,9] -4..4; y = com.microsoft.QuickGelu(x) alpha=1.0");
  }
}
