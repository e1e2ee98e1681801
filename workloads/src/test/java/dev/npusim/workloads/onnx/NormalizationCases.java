package dev.npusim.workloads.onnx;

/** Normalisations, and the patterns that exporters write for them. */
final class NormalizationCases {
  private NormalizationCases() {}

  static CaseTable table() {
    return new CaseTable("normalization")
        .opsets(9, 15)
        .each(
            "x float[2,3,%s]; s = float[3]; b = float[3]; m = float[3]; v = float[3] 0.2..2;"
                + " y = BatchNormalization(x, s, b, m, v)",
            "4,5", "4", "4,5,2")
        .add(
            "x float[4,3]; s = float[3]; b = float[3]; m = float[3]; v = float[3] 0.2..2;"
                + " y = BatchNormalization(x, s, b, m, v)",
            "x float[2,3,4,5]; s = float[3]; b = float[3]; m = float[3]; v = float[3] 0.2..2;"
                + " y = BatchNormalization(x, s, b, m, v) epsilon=0.1",
            "x float[1,2,5,5]; w = float[3,2,3,3]; s = float[3]; b = float[3]; m = float[3];"
                + " v = float[3] 0.2..2; c = Conv(x, w); y = BatchNormalization(c, s, b, m, v)",
            "x float[1,2,5,5]; w = float[3,2,3,3]; k = float[3]; s = float[3]; b = float[3];"
                + " m = float[3]; v = float[3] 0.2..2; c = Conv(x, w, k);"
                + " n = BatchNormalization(c, s, b, m, v); y = Relu(n)")
        .opsets(7, 18)
        .each(
            "x float[2,3,%s]; s = float[3]; b = float[3]; y = InstanceNormalization(x, s, b)",
            "4,5", "6", "4,5,2")
        .add(
            "x float[2,3,4,5]; s = float[3]; b = float[3];"
                + " y = InstanceNormalization(x, s, b) epsilon=0.01",
            "x float[2,6,4,4]; g = int64{0,3,-1}; one = float{1,1,1}; zero = float{0,0,0};"
                + " back = int64{2,6,4,4}; s = float[6,1,1]; b = float[6,1,1];"
                + " a = Reshape(x, g); n = InstanceNormalization(a, one, zero) epsilon=0.001;"
                + " r = Reshape(n, back); m = Mul(r, s); y = Add(m, b)",
            "x float[2,6,4,4]; g = int64{0,3,-1}; one = float{1,1,1}; zero = float{0,0,0};"
                + " back = int64{2,6,4,4}; a = Reshape(x, g);"
                + " n = InstanceNormalization(a, one, zero); y = Reshape(n, back)",
            "x float[2,6,4,4]; g = int64{0,3,-1}; one = float{1,2,1}; zero = float{0,0,3};"
                + " back = int64{2,6,4,4}; s = float[6,1,1]; b = float[6,1,1];"
                + " a = Reshape(x, g); n = InstanceNormalization(a, one, zero);"
                + " r = Reshape(n, back); m = Mul(r, s); y = Add(m, b)")
        .opsets(21)
        .each(
            "x float[2,6,%s]; s = float[6]; b = float[6];"
                + " y = GroupNormalization(x, s, b) num_groups=3",
            "4,5", "4", "4,5,2")
        .add(
            "x float[2,6,4,5]; s = float[6]; b = float[6];"
                + " y = GroupNormalization(x, s, b) num_groups=2 epsilon=0.01")
        .opsets(18)
        .add(
            "x float[2,6,4,5]; s = float[3]; b = float[3];"
                + " y = GroupNormalization(x, s, b) num_groups=3")
        .opsets(17)
        .add(
            "x float[2,3,4]; s = float[4]; b = float[4]; y = LayerNormalization(x, s, b)",
            "x float[2,3,4]; s = float[4]; y = LayerNormalization(x, s)",
            "x float[2,3,4]; s = float[4]; b = float[4];"
                + " y = LayerNormalization(x, s, b) epsilon=0.01 axis=2",
            "x float[2,3,4]; s = float[3,4]; b = float[3,4];"
                + " y = LayerNormalization(x, s, b) axis=1",
            "x float[2,3,4]; s = float[3,4]; y = LayerNormalization(x, s) axis=-2",
            "x float[2,3,4]; s = float[2,3,4]; b = float[2,3,4];"
                + " y = LayerNormalization(x, s, b) axis=0",
            "x float[2,3,4,5]; s = float[5]; b = float[5]; y = LayerNormalization(x, s, b)")
        .opsets(13)
        // As exporters before opset 17 write it.
        .add(
            "x float[2,3,4]; s = float[4]; b = float[4]; two = float 2; e = float 0.001;"
                + " m = ReduceMean(x) axes=-1,; d = Sub(x, m); q = Pow(d, two);"
                + " v = ReduceMean(q) axes=-1,; a = Add(v, e); r = Sqrt(a); n = Div(d, r);"
                + " t = Mul(n, s); y = Add(t, b)",
            "x float[2,3,4]; s = float[4]; two = float 2; e = float 0.001; q = Pow(x, two);"
                + " m = ReduceMean(q) axes=-1,; a = Add(m, e); r = Sqrt(a); i = Reciprocal(r);"
                + " n = Mul(x, i); y = Mul(s, n)",
            "x float[2,3,4]; s = float[4]; two = float 2; e = float 0.001; q = Pow(x, two);"
                + " m = ReduceMean(q) axes=-1,; a = Add(m, e); r = Sqrt(a); n = Div(x, r);"
                + " y = Mul(n, s)",
            "x float[2,3,4,5]; s = float[3,1,1]; b = float[3,1,1]; two = float 2;"
                + " e = float 0.001; m = ReduceMean(x) axes=1,; d = Sub(x, m); q = Pow(d, two);"
                + " v = ReduceMean(q) axes=1,; a = Add(v, e); r = Sqrt(a); n = Div(d, r);"
                + " t = Mul(n, s); y = Add(t, b)")
        .opsets(23)
        .add(
            "x float[2,3,4]; s = float[4]; y = RMSNormalization(x, s)",
            "x float[2,3,4]; s = float[4]; y = RMSNormalization(x, s) epsilon=0.01",
            "x float[2,3,4]; s = float[3,4]; y = RMSNormalization(x, s) axis=1")
        .opsets(7, 18)
        .each(
            "x float[2,3,4]; y = LpNormalization(x)%s",
            "", " axis=1", " axis=0 p=1", " p=1", " axis=-2 p=2")
        .opsets(13)
        .each(
            "x float[2,7,3,4]; y = LRN(x) size=%s",
            "3", "5 alpha=0.5 beta=0.6 bias=2.0", "1 alpha=0.3")
        .opsets(9, 13)
        .each(
            "x float[2,3,4,5]; y = MeanVarianceNormalization(x)%s",
            "", " axes=1,2,3", " axes=0,2,3")
        .opsets(17)
        .add(
            "x float[2,3,4]; s = float[4]; b = float[4];"
                + " y = com.microsoft.SkipLayerNormalization(x, x, s, b) epsilon=0.001",
            "x float[2,3,4]; k float[2,3,4]; s = float[4]; b = float[4]; c = float[4];"
                + " y = com.microsoft.SkipLayerNormalization(x, k, s, b, c)",
            "x float[2,3,4]; k float[2,3,4]; s = float[4];"
                + " y = com.microsoft.SkipSimplifiedLayerNormalization(x, k, s) epsilon=0.001",
            "x float[2,3,4]; k float[2,3,4]; s = float[4];"
                + " y, , , z = com.microsoft.SkipSimplifiedLayerNormalization(x, k, s)",
            "x float[2,3,4]; s = float[4]; y = SimplifiedLayerNormalization(x, s) epsilon=0.001");
  }
}
