package dev.npusim.workloads.onnx;

/** Reductions, positions of extremes, running sums and sorting. */
final class ReductionCases {
  private static final String[] REDUCTIONS = {
    "ReduceMean",
    "ReduceSum",
    "ReduceMax",
    "ReduceMin",
    "ReduceProd",
    "ReduceL1",
    "ReduceL2",
    "ReduceSumSquare",
    "ReduceLogSumExp"
  };

  private ReductionCases() {}

  static CaseTable table() {
    return new CaseTable("reduction")
        .opsets(11)
        .each("x float[2,3,4]; y = %s(x) axes=1,", REDUCTIONS)
        .each("x float[2,3,4]; y = %s(x) axes=0,2 keepdims=0", REDUCTIONS)
        .each("x float[2,3,4]; y = %s(x)", REDUCTIONS)
        .each("x float[2,3,4,5]; y = %s(x) axes=-1,-2", "ReduceMean", "ReduceMax")
        .each("x float[2,3,4,5]; y = %s(x) axes=2,3 keepdims=0", "ReduceMean", "ReduceSum")
        .add("x float[2,3,4] 0.1..2; y = ReduceLogSum(x) axes=1,")
        .opsets(18)
        .each("x float[2,3,4]; a = int64{1}; y = %s(x, a)", REDUCTIONS)
        .each("x float[2,3,4]; a = int64{0,-1}; y = %s(x, a) keepdims=0", REDUCTIONS)
        .each("x float[2,3,4]; y = %s(x) keepdims=0", REDUCTIONS)
        .each(
            "x float[2,3,4]; r = %s(x) noop_with_empty_axes=1; y = Neg(r)",
            "ReduceMean", "ReduceSum")
        .add("x float[2,3,4] 0.1..2; a = int64{-2}; y = ReduceLogSum(x, a) keepdims=0")
        .opsets(13)
        .add(
            "x float[2,3,4]; a = int64{1}; y = ReduceSum(x, a)",
            "x float[2,3,4]; a = int64{}[0]; y = ReduceSum(x, a)",
            "x float[2,3,4]; a = int64{}[0]; r = ReduceSum(x, a) noop_with_empty_axes=1; y = Neg(r)",
            "x int64[2,3,4] -9..9; a = int64{1}; y = ReduceSum(x, a)",
            "x int32[2,3,4] -9..9; y = ReduceMean(x) axes=1,",
            "x int64[2,3,4] -9..9; y = ReduceMax(x) axes=1,",
            "x int32[2,3,4] -9..9; y = ReduceProd(x) axes=1,")
        .opsets(7, 11)
        .each(
            "x float[2,3,4]; y = %s",
            "ArgMax(x) axis=1", "ArgMax(x)", "ArgMin(x) axis=2 keepdims=0", "ArgMin(x) axis=0")
        .opsets(12, 13)
        .each(
            "x int32[2,9,4] -2..2; y = %s",
            "ArgMax(x) axis=1",
            "ArgMax(x) axis=-2 select_last_index=1",
            "ArgMin(x) axis=1 keepdims=0",
            "ArgMin(x) axis=1 select_last_index=1 keepdims=0")
        .opsets(11, 14)
        .each(
            "x float[2,3,4]; %s",
            "a = int32 1; y = CumSum(x, a)",
            "a = int64 -1; y = CumSum(x, a) exclusive=1",
            "a = int64 0; y = CumSum(x, a) reverse=1",
            "a = int64 2; y = CumSum(x, a) reverse=1 exclusive=1")
        .add("x int64[2,9] -5..5; a = int64 1; y = CumSum(x, a)")
        .opsets(11, 24)
        .each(
            "x float[2,7,3]; k = int64{3}; y, i = TopK(x, k) axis=%s",
            "1", "-2", "1 largest=0", "1 sorted=1")
        .add(
            "x float[2,7]; k = int64{7}; y, i = TopK(x, k)",
            "x int64[2,9] -2..2; k = int64{4}; y, i = TopK(x, k)",
            "x int64[2,9] -2..2; k = int64{4}; y, i = TopK(x, k) largest=0")
        .opsets(26)
        .function(
            "x float[2,5,3] 0.2..2; a = int64 1",
            "y = CumProd(x, a)",
            "l = Log(x); s = CumSum(l, a); y = Exp(s)")
        .function(
            "x float[2,5,3] 0.2..2; a = int64 -1",
            "y = CumProd(x, a) reverse=1 exclusive=1",
            "l = Log(x); s = CumSum(l, a) reverse=1 exclusive=1; y = Exp(s)")
        .opsets(10)
        .add("x float[2,7]; k = int64{2}; y, i = TopK(x, k) axis=1");
  }
}
