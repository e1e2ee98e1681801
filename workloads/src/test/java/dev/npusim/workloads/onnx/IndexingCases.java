package dev.npusim.workloads.onnx;

/** Operators that pick or place elements by index. */
final class IndexingCases {
  private IndexingCases() {}

  static CaseTable table() {
    return new CaseTable("indexing")
        .opsets(7, 11, 13)
        .add(
            "t = float[7,4]; i int64[2,3] 0..6; y = Gather(t, i)",
            "t float[7,4]; i int64[2,3] 0..6; y = Gather(t, i)",
            "t = float[7,4]; i int32[5] 0..6; y = Gather(t, i)",
            "x float[2,5,3]; i int64[2,2] 0..4; y = Gather(x, i) axis=1",
            "x float[2,5,3]; i int64[4] 0..2; y = Gather(x, i) axis=2",
            "x float[2,5,3]; i = int64 2; y = Gather(x, i) axis=1; z = Neg(y)",
            "x float[2,5,3]; i = int64{2}; y = Gather(x, i) axis=1; z = Neg(y)",
            "x float[2,5,3]; i = int64{4,0,2}; y = Gather(x, i) axis=1",
            "x float[2,5,3]; i = int64{0,1,2}; y = Gather(x, i) axis=1",
            "x float[2,4,3,3]; i = int64{3,1,0,2}; y = Gather(x, i) axis=1",
            "x float[5]; i int64[3] 0..4; y = Gather(x, i)",
            "x int64[5] -9..9; i int64[3] 0..4; y = Gather(x, i)")
        .opsets(11, 13)
        .add(
            "t = float[7,4]; i int64[2,3] -7..6; y = Gather(t, i)",
            "x float[2,5,3]; i = int64 -1; y = Gather(x, i) axis=1; z = Neg(y)",
            "x float[2,5,3]; i = int64{-1,0}; y = Gather(x, i) axis=-2",
            "x float[2,5,3]; i int64[] 0..4; y = Gather(x, i) axis=1",
            "x float[3,4]; i int64[3,2] -4..3; y = GatherElements(x, i) axis=1",
            "x float[3,4]; i int64[5,4] 0..2; y = GatherElements(x, i)",
            "x float[2,3,4]; i int64[2,2,4] 0..2; y = GatherElements(x, i) axis=-2",
            "x float[2,3,4]; i = int64{0,1,1,2}[2,2]; y = GatherND(x, i)",
            "x float[2,3,4]; i int64[5,3] 0..1; y = GatherND(x, i)",
            "x float[2,3,4]; i int64[3,2,1] -2..1; y = GatherND(x, i)",
            "x float[3,4]; i = int64{1,0,2}[3,1]; u float[3,4]; y = ScatterND(x, i, u)",
            "x float[3,4]; i = int64{1,0,2,3}[2,2]; u float[2]; y = ScatterND(x, i, u)",
            "x float[2,3,4]; i = int64{1,0,0,2}[2,1,2]; u float[2,1,4]; y = ScatterND(x, i, u)",
            "x float[3,4]; i = int64{0,2,1,0,1,2}[3,2]; u float[3,2];"
                + " y = ScatterElements(x, i, u) axis=1",
            "x float[3,4]; i = int64{0,2,1,0,1,0,2,-3}[2,4]; u float[2,4];"
                + " y = ScatterElements(x, i, u)",
            "d = int64 5; v = float{0,1}; i int64[2,3] 0..4; y = OneHot(i, d, v)",
            "d = int64 5; v = float{-1,2.5}; i int64[2,3] -5..4; y = OneHot(i, d, v) axis=1",
            "d = int64{4}; v = int64{0,1}; i int64[6] 0..7; y = OneHot(i, d, v) axis=0")
        .opsets(9)
        .add("x float[3,4]; i = int64{0,2,1,0,1,2}[3,2]; u float[3,2]; y = Scatter(x, i, u) axis=1")
        .opsets(12, 13)
        .add(
            "x float[2,3,4]; i int64[2,1] 0..2; y = GatherND(x, i) batch_dims=1",
            "x float[2,3,4]; i int64[2,3,1] 0..3; y = GatherND(x, i) batch_dims=2")
        .opsets(16, 18)
        .each(
            "x float[3,4]; i = int64{0,2,1,0,1,2}[3,2]; u float[3,2];"
                + " y = ScatterElements(x, i, u) axis=1 reduction=%s",
            "none", "add", "mul")
        .each(
            "x float[3,4]; i = int64{1,0,1}[3,1]; u float[3,4];"
                + " y = ScatterND(x, i, u) reduction=%s",
            "add", "mul")
        .opsets(18)
        .each(
            "x float[3,4]; i = int64{0,0,1,1,1,2}[3,2]; u float[3,2];"
                + " y = ScatterElements(x, i, u) axis=1 reduction=%s",
            "min", "max")
        .each(
            "x float[3,4]; i = int64{1,0,1}[3,1]; u float[3,4];"
                + " y = ScatterND(x, i, u) reduction=%s",
            "min", "max")
        .opsets(11)
        .add(
            "x float[3,4]; c = bool{1,0,1}; y = Compress(x, c) axis=0",
            "x float[3,4]; c = bool{0,1,1,0}; y = Compress(x, c) axis=1",
            "x float[2,2]; c = bool{0,1,1,0}; y = Compress(x, c)")
        .opsets(24)
        .add(
            "p float[2,3,5,4]; u float[2,3,1,4]; w = int64{1,4};"
                + " y = TensorScatter(p, u, w) mode=linear");
  }
}
