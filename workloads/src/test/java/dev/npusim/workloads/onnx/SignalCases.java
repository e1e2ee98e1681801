package dev.npusim.workloads.onnx;

/** Signals, losses, sequences and what else models have little of. */
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
        .each("x float[2,8,1]; y = DFT(x)%s", "", " axis=1", " onesided=1")
        .add(
            "x float[2,8,2]; y = DFT(x) inverse=1",
            "x float[2,8,2]; n = int64 6; y = DFT(x, n)",
            "x float[1,16,1]; s = int64 4; l = int64 8; w = float[8]; y = STFT(x, s, w, l)",
            "x float[1,16,1]; s = int64 4; w = float[8]; y = STFT(x, s, w) onesided=0",
            "x float[5]; b = int64 4; d = int64 8; r = int64 8192; l = float 0; h = float 4096;"
                + " m = MelWeightMatrix(b, d, r, l, h); y = MatMul(x, m)")
        .opsets(20)
        .add(
            "x float[2,8,1]; a = int64 1; y = DFT(x, , a)",
            "x float[2,8,1]; y = DFT(x) onesided=1",
            "x float[2,3,4,2]; a = int64 2; y = DFT(x, , a) inverse=1")
        .opsets(11, 22)
        .add("x float[2,3,3]; y = Det(x)", "x float[2,2]; y = Det(x)")
        .opsets(13)
        .each(
            "x float[3,5]; t int64[3] 0..4; y = NegativeLogLikelihoodLoss(x, t)%s",
            "", " reduction=none", " reduction=sum", " ignore_index=2")
        .each(
            "x float[3,5]; t int64[3] 0..4; y, p = SoftmaxCrossEntropyLoss(x, t)%s",
            "", " reduction=none", " reduction=sum")
        .add(
            "x float[2,4,3]; t int64[2,3] 0..3; w = float[4] 0..1;"
                + " y = NegativeLogLikelihoodLoss(x, t, w)",
            "x float[2,4,3]; t int64[2,3] 0..3; w = float[4] 0..1;"
                + " y = SoftmaxCrossEntropyLoss(x, t, w)")
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
