package dev.npusim.workloads.onnx;

/** Operators whose results are known before the run, behind something that is not. */
final class ConstantCases {
  private ConstantCases() {}

  static CaseTable table() {
    return new CaseTable("constant")
        .opsets(9, 13, 20)
        .add(
            "x float[2,3]; s = int64{2,3}; c = ConstantOfShape(s); y = Add(x, c)",
            "x float[2,3,4]; s = Shape(x); f = Flatten(x) axis=2; n = Neg(f); y = Reshape(n, s);"
                + " z = Neg(y)",
            "x float[2,3,4]; s = Shape(x); i = int64 1; g = Gather(s, i); c = Cast(g) to=1;"
                + " y = Mul(x, c)",
            "x float[2,3,4]; n = Size(x); c = Cast(n) to=1; y = Mul(x, c)",
            "x float[2,3]; e = int64[2,2]; i = EyeLike(e) dtype=1; y = MatMul(i, x)",
            "x float[2,3]; e = int64[2,3]; i = EyeLike(e) dtype=1 k=1; y = Add(i, x)")
        .opsets(12, 13)
        .add(
            "x float[2,3]; c = Constant() value_float=2.5; y = Mul(x, c)",
            "x float[2,3]; c = Constant() value_floats=1.0,2.5,-3.0; y = Mul(x, c)",
            "x float[2,3]; s = Constant() value_ints=3,2; r = Reshape(x, s); y = Neg(r)",
            "x float[2,3]; i = Constant() value_int=1; g = Gather(x, i) axis=1; y = Neg(g)")
        .opsets(11)
        .add(
            "x float[4]; a = int64 0; b = int64 4; d = int64 1; r = Range(a, b, d);"
                + " c = Cast(r) to=1; y = Mul(x, c)",
            "x float[3]; a = float 1.5; b = float -2; d = float -1.2; r = Range(a, b, d);"
                + " y = Mul(x, r)")
        .opsets(9, 13)
        .add("x float[2,3]; c = int64{0,3,5,0,1}; n = NonZero(c); f = Cast(n) to=1; y = Mul(x, f)")
        .opsets(15)
        .add(
            "x float[2,3,4]; s = Shape(x) start=1; f = Flatten(x) axis=1; z = int64{-1};"
                + " t = Concat(z, s) axis=0; n = Neg(f); r = Reshape(n, t); y = Neg(r)",
            "x float[2,3,4]; s = Shape(x) start=-1; c = Cast(s) to=1; y = Mul(x, c)",
            "x float[2,3,4]; s = Shape(x) start=0 end=-1; c = Cast(s) to=1; q = ReduceProd(c);"
                + " y = Mul(x, q)")
        // Arithmetic on extents, as exporters write it.
        .opsets(13)
        .add(
            "x float[2,6,4]; s = Shape(x); i = int64 1; g = Gather(s, i); two = int64 2;"
                + " h = Div(g, two); z = int64{0}; hs = Unsqueeze(h, z); b = int64{2};"
                + " t = int64{4}; n = Concat(b, hs, b, t) axis=0; r = Reshape(x, n); y = Neg(r)",
            "x float[2,6,4]; s = Shape(x); z = int64{0}; o = int64{1}; g = Slice(s, z, o);"
                + " m = int64{-1}; n = Concat(g, m) axis=0; r = Reshape(x, n); y = Neg(r)",
            "x float[3,4]; m = int64{-1}; t = int64{1,4}; q = Equal(m, m); o = ConstantOfShape(t);"
                + " w = Where(q, t, m); e = Expand(o, w); y = Add(x, e)");
  }
}
