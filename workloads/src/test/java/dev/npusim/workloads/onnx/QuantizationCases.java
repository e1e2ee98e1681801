package dev.npusim.workloads.onnx;

/** Quantization and what computes with levels. */
final class QuantizationCases {
  private QuantizationCases() {}

  static CaseTable table() {
    return new CaseTable("quantization")
        .opsets(10, 13, 19)
        .add(
            "x float[2,3,4] -3..3; s = float 0.05; z = uint8 120; y = QuantizeLinear(x, s, z)",
            "x float[2,3,4] -3..3; s = float 0.05; z = int8 -5; y = QuantizeLinear(x, s, z)",
            "x float[2,3,4] -9..9; s = float 0.05; z = int8 3; y = QuantizeLinear(x, s, z)",
            "x float[2,3,4] 0..9; s = float 0.05; y = QuantizeLinear(x, s)",
            "x uint8[2,3,4] 0..255; s = float 0.05; z = uint8 120; y = DequantizeLinear(x, s, z)",
            "x int8[2,3,4] -128..127; s = float 0.05; z = int8 -7; y = DequantizeLinear(x, s, z)",
            "x int8[2,3,4] -128..127; s = float 0.05; y = DequantizeLinear(x, s)",
            "x int32[2,3,4] -999..999; s = float 0.001; y = DequantizeLinear(x, s)",
            "x float[2,3,4] -9..9; s = float 0.05; z = uint8 120; q = QuantizeLinear(x, s, z);"
                + " y = DequantizeLinear(q, s, z)",
            "x float[2,3] -9..9; s = float 0.05; z = int8 0; q = QuantizeLinear(x, s, z);"
                + " d = DequantizeLinear(q, s, z); a = Relu(d); y = Neg(d)")
        .opsets(13, 19)
        .add(
            "x float[2,3,4] -3..3; s = float{0.05,0.1,0.02}; z = uint8{120,130,100};"
                + " y = QuantizeLinear(x, s, z) axis=1",
            "x float[2,3,4] -3..3; s = float{0.05,0.1,0.02,0.3}; z = int8{1,2,3,4};"
                + " y = QuantizeLinear(x, s, z) axis=-1",
            "x int8[2,3,4] -128..127; s = float{0.05,0.1,0.02}; z = int8{0,5,-5};"
                + " y = DequantizeLinear(x, s, z) axis=1",
            "x float[2,4]; w = int8[3,4] -128..127; s = float{0.05,0.1,0.02};"
                + " d = DequantizeLinear(w, s) axis=0; y = Gemm(x, d) transB=1",
            "x float[2,4]; w = int8[4,3] -128..127; s = float 0.05; z = int8 2;"
                + " d = DequantizeLinear(w, s, z); y = MatMul(x, d)",
            "x float[1,2,5,5]; w = int8[3,2,3,3] -128..127; s = float{0.05,0.1,0.02};"
                + " z = int8{0,0,0}; d = DequantizeLinear(w, s, z) axis=0; y = Conv(x, d)",
            "x float[1,2,5,5]; k = float 0.02; o = uint8 110; w = int8[3,2,3,3] -128..127;"
                + " s = float{0.05,0.1,0.02}; z = int8{0,0,0}; b = int32[3] -99..99;"
                + " v = float{0.001,0.002,0.0004}; bz = int32{0,0,0}; q = QuantizeLinear(x, k, o);"
                + " f = DequantizeLinear(q, k, o); d = DequantizeLinear(w, s, z) axis=0;"
                + " e = DequantizeLinear(b, v, bz) axis=0; y = Conv(f, d, e)")
        .opsets(21)
        .add(
            "x int8[2,6] -128..127; s = float[2,3] 0.01..0.1;"
                + " y = DequantizeLinear(x, s) axis=1 block_size=2",
            "x float[2,6]; s = float[2,3] 0.01..0.1; z = int8[2,3] -5..5;"
                + " y = QuantizeLinear(x, s, z) axis=1 block_size=2")
        .opsets(11)
        .add(
            "x float[3,4] -1..2; y, s, z = DynamicQuantizeLinear(x)",
            "x float[3,4] -1..2; q, s, z = DynamicQuantizeLinear(x);"
                + " y = DequantizeLinear(q, s, z)",
            "a uint8[3,4] 0..255; b = uint8[4,5] 0..255; y = MatMulInteger(a, b)",
            "a uint8[3,4] 0..255; b = int8[4,5] -128..127; z = uint8 12; w = int8 3;"
                + " y = MatMulInteger(a, b, z, w)",
            "a uint8[2,3,4] 0..255; b = uint8[4,5] 0..255; z = uint8 12; w = uint8 100;"
                + " y = MatMulInteger(a, b, z, w)",
            "x uint8[1,2,5,5] 0..255; w = uint8[3,2,3,3] 0..255; y = ConvInteger(x, w)",
            "x uint8[1,2,5,5] 0..255; w = uint8[3,2,3,3] 0..255; z = uint8 12;"
                + " y = ConvInteger(x, w, z) pads=1,1,1,1 strides=2,2",
            "a uint8[3,4] 0..255; as = float 0.02; az = uint8 120; b = int8[4,5] -128..127;"
                + " bs = float 0.01; bz = int8 0; ys = float 0.05; yz = uint8 118;"
                + " y = QLinearMatMul(a, as, az, b, bs, bz, ys, yz)",
            "x uint8[1,2,5,5] 0..255; xs = float 0.02; xz = uint8 120;"
                + " w = int8[3,2,3,3] -128..127; ws = float 0.01; wz = int8 0; ys = float 0.05;"
                + " yz = uint8 118; y = QLinearConv(x, xs, xz, w, ws, wz, ys, yz)",
            "x uint8[1,2,5,5] 0..255; xs = float 0.02; xz = uint8 120;"
                + " w = int8[3,2,3,3] -128..127; ws = float{0.01,0.02,0.004}; wz = int8{0,0,0};"
                + " ys = float 0.05; yz = uint8 118; b = int32[3] -999..999;"
                + " y = QLinearConv(x, xs, xz, w, ws, wz, ys, yz, b) pads=1,1,1,1 strides=2,2")
        .opsets(13)
        .add(
            "a uint8[2,3] 0..255; as = float 0.02; az = uint8 120; b uint8[3] 0..255;"
                + " bs = float 0.01; bz = uint8 100; ys = float 0.05; yz = uint8 118;"
                + " y = com.microsoft.QLinearAdd(a, as, az, b, bs, bz, ys, yz)",
            "a uint8[2,3] 0..255; as = float 0.02; az = uint8 120; b uint8[3] 0..255;"
                + " bs = float 0.01; bz = uint8 100; ys = float 0.05; yz = uint8 118;"
                + " y = com.microsoft.QLinearMul(a, as, az, b, bs, bz, ys, yz)",
            "x uint8[2,3] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.004; yz = uint8 0;"
                + " y = com.microsoft.QLinearSigmoid(x, xs, xz, ys, yz)",
            "x uint8[1,3,4,4] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.01;"
                + " yz = uint8 100; y = com.microsoft.QLinearGlobalAveragePool(x, xs, xz, ys, yz)",
            "ys = float 0.05; yz = uint8 118; a uint8[2,3] 0..255; as = float 0.02;"
                + " az = uint8 120; b uint8[2,2] 0..255; bs = float 0.01; bz = uint8 100;"
                + " y = com.microsoft.QLinearConcat(ys, yz, a, as, az, b, bs, bz) axis=1");
  }
}
