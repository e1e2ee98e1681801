package dev.npusim.workloads.onnx;

/** Convolutions, matrix products and recurrent layers. */
final class ContractionCases {
  private ContractionCases() {}

  static CaseTable table() {
    return new CaseTable("contraction")
        .opsets(7, 11, 18)
        .each(
            "x float[2,4,7,6]; w = float[6,4,3,3]; b = float[6]; y = Conv(x, w, b)%s",
            "",
            " kernel_shape=3,3 pads=1,1,1,1",
            " strides=2,1 pads=0,1,2,1",
            " dilations=2,1 pads=2,0,1,1 strides=1,2",
            " auto_pad=SAME_UPPER strides=2,2",
            " auto_pad=SAME_LOWER strides=2,2",
            " auto_pad=VALID")
        .add(
            "x float[1,4,5,5]; w = float[6,2,3,2]; y = Conv(x, w) group=2",
            "x float[2,4,5,5]; w = float[4,1,3,3]; b = float[4]; y = Conv(x, w, b) group=4"
                + " pads=1,1,1,1",
            "x float[2,4,5,5]; w = float[8,1,3,3]; y = Conv(x, w) group=4 strides=2,2",
            "x float[1,3,5,5]; w = float[4,3,1,1]; y = Conv(x, w)",
            "x float[1,3,5,5]; w float[4,3,3,3]; b float[4]; y = Conv(x, w, b)",
            "x float[2,4,9]; w = float[6,4,3]; b = float[6]; y = Conv(x, w, b) pads=1,2 strides=2,",
            "x float[2,4,9]; w = float[4,1,3]; y = Conv(x, w) group=4 dilations=2,",
            "x float[2,4,9]; w = float[6,4,3]; y = Conv(x, w) auto_pad=SAME_UPPER",
            "x float[1,2,4,5,4]; w = float[3,2,2,3,2]; b = float[3]; y = Conv(x, w, b)"
                + " pads=0,1,0,1,1,0 strides=1,2,1")
        .opsets(11)
        .each(
            "x float[2,3,4,5]; w = float[3,2,3,3]; b = float[2]; y = ConvTranspose(x, w, b)%s",
            "",
            " strides=2,2",
            " strides=2,2 pads=1,1,1,1",
            " strides=2,2 pads=1,0,0,1 output_padding=1,0",
            " strides=2,3 dilations=2,1",
            " strides=2,2 auto_pad=SAME_UPPER",
            " strides=2,2 auto_pad=SAME_LOWER",
            " strides=2,2 output_shape=10,12")
        .add(
            "x float[1,4,4,4]; w = float[4,2,2,2]; y = ConvTranspose(x, w) group=2 strides=2,2",
            "x float[1,4,4,4]; w = float[4,1,4,4]; y = ConvTranspose(x, w) group=4 strides=2,2"
                + " pads=1,1,1,1",
            "x float[2,3,6]; w = float[3,2,4]; b = float[2]; y = ConvTranspose(x, w, b) strides=2,"
                + " pads=1,1")
        .opsets(27)
        .function(
            "x float[2,3,6]; w = float[3,1,4]; b = float[3]; p float[2,3,3]; from = int64{6}; to = int64{9};"
                + " axis = int64{2}",
            "y, s = CausalConvWithState(x, w, b, p)",
            "c = Concat(p, x) axis=2; y = Conv(c, w, b) group=3;" + " s = Slice(c, from, to, axis)")
        .function(
            "x float[2,3,6]; w = float[3,1,4]",
            "y = CausalConvWithState(x, w) activation=silu",
            "c = Conv(x, w) group=3 pads=3,0; s = Sigmoid(c); y = Mul(c, s)")
        .opsets(7, 9, 13)
        .add(
            "a float[3,4]; b float[4,5]; y = MatMul(a, b)",
            "a float[3,4]; b = float[4,5]; y = MatMul(a, b)",
            "a float[2,3,4]; b = float[4,5]; y = MatMul(a, b)",
            "a float[2,3,4]; b float[4,5]; y = MatMul(a, b)",
            "a float[2,3,4]; b float[2,4,5]; y = MatMul(a, b)",
            "a float[2,3,4]; b = float[2,4,5]; y = MatMul(a, b)",
            "a float[2,1,3,4]; b float[5,4,2]; y = MatMul(a, b)",
            "a float[1,3,4]; b float[2,4,5]; y = MatMul(a, b)",
            "a float[3,4]; b float[2,4,5]; y = MatMul(a, b)",
            "a = float[3,4]; b float[4,5]; y = MatMul(a, b)",
            "a = float[3,4]; b float[2,4,5]; y = MatMul(a, b)",
            "a float[4]; b float[4,5]; y = MatMul(a, b)",
            "a float[4]; b = float[4,5]; y = MatMul(a, b)",
            "a float[3,4]; b float[4]; y = MatMul(a, b)",
            "a float[3,4]; b = float[4]; y = MatMul(a, b)",
            "a float[2,3,4]; b float[4]; y = MatMul(a, b)",
            "a float[4]; b float[4]; y = MatMul(a, b)",
            "a float[4]; b float[2,4,5]; y = MatMul(a, b)",
            "a float[2,3,4]; b float[2,5,4]; t = Transpose(b) perm=0,2,1; y = MatMul(a, t)")
        .opsets(7, 11, 13)
        .each(
            "a float[3,4]; b = float[4,5]; %s",
            "c = float[5]; y = Gemm(a, b, c)",
            "c = float[1,5]; y = Gemm(a, b, c)",
            "c = float[3,1]; y = Gemm(a, b, c)",
            "c = float[3,5]; y = Gemm(a, b, c)",
            "c = float[1]; y = Gemm(a, b, c)",
            "c float[5]; y = Gemm(a, b, c)",
            "c = float[5]; y = Gemm(a, b, c) alpha=0.5",
            "c = float[5]; y = Gemm(a, b, c) beta=0.5",
            "c = float[5]; y = Gemm(a, b, c) alpha=1.5 beta=0.5",
            "c = float[3,1]; y = Gemm(a, b, c) alpha=1.5 beta=0.5",
            "c float[3,5]; y = Gemm(a, b, c) alpha=1.5 beta=0.5",
            "c = float[5]; y = Gemm(a, b, c) beta=0.0")
        .each(
            "a float[3,4]; b float[4,5]; %s",
            "c float[5]; y = Gemm(a, b, c)",
            "c float[3,5]; y = Gemm(a, b, c) alpha=1.5 beta=0.5",
            "c = float[5]; y = Gemm(a, b, c) beta=2.0")
        .add(
            "a float[3,4]; b = float[5,4]; c = float[5]; y = Gemm(a, b, c) transB=1",
            "a float[3,4]; b float[5,4]; c float[5]; y = Gemm(a, b, c) transB=1",
            "a float[4,3]; b = float[5,4]; c = float[5]; y = Gemm(a, b, c) transA=1 transB=1",
            "a float[4,3]; b = float[4,5]; c = float[5]; y = Gemm(a, b, c) transA=1 alpha=0.3",
            "a float[4,3]; b float[4,5]; c = float[5]; y = Gemm(a, b, c) transA=1")
        .opsets(11)
        .add(
            "a float[3,4]; b = float[4,5]; y = Gemm(a, b)",
            "a float[3,4]; b float[4,5]; y = Gemm(a, b) alpha=0.3",
            "a float[3,4]; b = float[4,5]; y = Gemm(a, b) alpha=0.3",
            "a = float[3,4]; b float[4,5]; c = float[5]; y = Gemm(a, b, c)")
        .opsets(12)
        .add(
            "a float[3,4]; b float[4,5]; y = Einsum(a, b) equation=ij,jk->ik",
            "a float[3,4]; b = float[4,5]; y = Einsum(a, b) equation=ij,jk->ik",
            "a float[3,4]; b float[5,4]; y = Einsum(a, b) equation=ij,kj->ik",
            "a float[2,3,4]; b float[2,4,5]; y = Einsum(a, b) equation=bij,bjk->bik",
            "a float[2,3,4,5]; b float[2,6,4,5]; y = Einsum(a, b) equation=bqhd,bkhd->bhqk",
            "a float[2,4,3,6]; b float[2,6,4,5]; y = Einsum(a, b) equation=bhqk,bkhd->bqhd",
            "a float[2,3,4]; y = Einsum(a) equation=bij->bji",
            "a float[2,3,4]; y = Einsum(a) equation=bij->b",
            "a float[3,4]; b float[3,4]; y = Einsum(a, b) equation=ij,ij->i",
            "a float[3]; b float[4]; y = Einsum(a, b) equation=i,j->ij",
            "a float[2,3,4]; b = float[4,5,6]; y = Einsum(a, b) equation=abc,cde->abde")
        .opsets(17)
        .add(
            "a float[3,4]; b float[5,4]; y = com.microsoft.FusedMatMul(a, b) transB=1 alpha=0.5",
            "a float[2,4,3]; b float[2,4,5]; y = com.microsoft.FusedMatMul(a, b) transA=1",
            "x float[1,3,5,5]; w = float[4,3,3,3]; b = float[4];"
                + " y = com.microsoft.FusedConv(x, w, b) activation=Relu",
            "a float[3,4]; b = float[4,5]; c = float[5];"
                + " y = com.microsoft.FusedGemm(a, b, c) activation=Relu alpha=0.5",
            "x float[3,32]; b = uint8[4,2,8] 0..255; s = float[8] 0.01..0.1;"
                + " y = com.microsoft.MatMulNBits(x, b, s) K=32 N=4 bits=4 block_size=16",
            "x float[3,32]; b = uint8[4,2,8] 0..255; s = float[8] 0.01..0.1;"
                + " z = uint8[4,1] 0..255;"
                + " y = com.microsoft.MatMulNBits(x, b, s, z) K=32 N=4 bits=4 block_size=16");
  }
}
