package dev.npusim.workloads.onnx;

/** Windows of signals, and sequences of tensors. */
final class SignalCases {
  private SignalCases() {}

  static CaseTable table() {
    return new CaseTable("signal")
        .opsets(17)
        .each(
            "x float[8]; n = int64 8; w = %s; y = Mul(x, w)",
            "HannWindow(n)",
            "HannWindow(n) periodic=0",
            "HammingWindow(n)",
            "HammingWindow(n) periodic=0",
            "BlackmanWindow(n)",
            "BlackmanWindow(n) periodic=0")
        .add(
            "x float[5]; b = int64 4; d = int64 8; r = int64 8192; l = float 0; h = float 4096;"
                + " m = MelWeightMatrix(b, d, r, l, h); y = MatMul(x, m)")
        .opsets(11)
        .add(
            "a float[2,3]; b float[2,2]; s = SequenceConstruct(a, b);"
                + " y = ConcatFromSequence(s) axis=1",
            "a float[2,3]; b float[2,3]; s = SequenceConstruct(a, b);"
                + " y = ConcatFromSequence(s) axis=0 new_axis=1",
            "x float[6,3]; n = int64 2; i = int64 1; s = SplitToSequence(x, n); y = SequenceAt(s, i);"
                + " z = Neg(y)",
            "x float[6,3]; s = SplitToSequence(x) keepdims=0; i = int64 -2; a = SequenceAt(s, i);"
                + " y = Neg(a)",
            "x float[6,3]; n = int64{1,2,3}; s = SplitToSequence(x, n); l = SequenceLength(s);"
                + " f = Cast(l) to=1; y = Mul(x, f)",
            "a float[2,3]; b float[2,3]; c float[2,3]; s = SequenceConstruct(a, b); i = int64 1;"
                + " t = SequenceInsert(s, c, i); u = SequenceErase(t, i);"
                + " v = ConcatFromSequence(t) axis=0; y = Neg(v); w = ConcatFromSequence(u) axis=0;"
                + " z = Neg(w)",
            "a float[2,3]; e = SequenceEmpty() dtype=1; s = SequenceInsert(e, a);"
                + " t = SequenceInsert(s, a); y = ConcatFromSequence(t) axis=0")
        .opsets(18)
        .add(
            "x float[2,3]; o = Optional(x); h = OptionalHasElement(o); g = OptionalGetElement(o);"
                + " c = Cast(h) to=1; y = Mul(g, c)");
  }
}
