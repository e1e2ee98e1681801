package dev.npusim.workloads.onnx;

/** Operators of ONNX Runtime's own domain, which its optimizer and its quantizer write. */
final class MicrosoftCases {
  /** Real and imaginary parts of two factors, and their four products. */
  private static final String COMPLEX =
      "ar = Slice(a, re, im, axis); ai = Slice(a, im, end, axis); br = Slice(b, re, im, axis);"
          + " bi = Slice(b, im, end, axis); rr = Mul(ar, br); ii = Mul(ai, bi); ir = Mul(ai, br);"
          + " ri = Mul(ar, bi);";

  private MicrosoftCases() {}

  static CaseTable table() {
    return new CaseTable("microsoft")
        .opsets(17)
        .each(
            "q float[2,4,12]; k float[2,5,12]; v float[2,5,12]; %s",
            "y = com.microsoft.MultiHeadAttention(q, k, v) num_heads=3 scale=0.4",
            "b = float[36]; y = com.microsoft.MultiHeadAttention(q, k, v, b) num_heads=3",
            "m float[1,1,4,5]; y = com.microsoft.MultiHeadAttention(q, k, v, , , m) num_heads=3",
            "m float[2,3,4,5]; y = com.microsoft.MultiHeadAttention(q, k, v, , , m) num_heads=3",
            "p = int32{1,1,1,0,0,1,1,1,1,0}[2,5];"
                + " y = com.microsoft.MultiHeadAttention(q, k, v, , p) num_heads=3")
        .add(
            "q float[2,4,12]; k float[2,4,12]; v float[2,4,12];"
                + " y = com.microsoft.MultiHeadAttention(q, k, v) num_heads=3 unidirectional=1",
            "q float[2,1,12]; k float[2,1,12]; v float[2,1,12]; pk float[2,3,4,4];"
                + " pv float[2,3,4,4]; y, nk, nv = com.microsoft.MultiHeadAttention(q, k, v, , , ,"
                + " pk, pv) num_heads=3",
            "x float[2,5,12]; w = float[12,36] -0.5..0.5; b = float[36]; m = int32{5,3};"
                + " y = com.microsoft.Attention(x, w, b, m) num_heads=3",
            "x float[2,5,12]; w = float[12,36] -0.5..0.5; b = float[36];"
                + " m = int32{1,1,1,0,0,1,1,1,1,1}[2,5];"
                + " y = com.microsoft.Attention(x, w, b, m) num_heads=3",
            "x float[2,5,12]; w = float[12,36] -0.5..0.5; b = float[36]; a float[1,3,5,5];"
                + " y = com.microsoft.Attention(x, w, b, , , a) num_heads=3 scale=0.3",
            "x float[2,1,12]; w = float[12,36] -0.5..0.5; b = float[36]; p float[2,2,3,4,4];"
                + " y, n = com.microsoft.Attention(x, w, b, , p) num_heads=3 unidirectional=1",
            "q float[1,4,32]; k float[1,4,16]; v float[1,4,16]; s = int32{3}; t = int32 4;"
                + " y, nk, nv = com.microsoft.GroupQueryAttention(q, k, v, , , s, t)"
                + " num_heads=4 kv_num_heads=2",
            "q float[1,1,32]; k float[1,1,16]; v float[1,1,16]; pk float[1,2,5,8];"
                + " pv float[1,2,5,8]; s = int32{5}; t = int32 6;"
                + " y, nk, nv = com.microsoft.GroupQueryAttention(q, k, v, pk, pv, s, t)"
                + " num_heads=4 kv_num_heads=2",
            "q float[1,4,64]; k float[1,4,32]; v float[1,4,32]; s = int32{3}; t = int32 4;"
                + " c = float[8,8]; d = float[8,8];"
                + " y, nk, nv = com.microsoft.GroupQueryAttention(q, k, v, , , s, t, c, d)"
                + " num_heads=4 kv_num_heads=2 do_rotary=1",
            "x float[2,3,4,6]; p = int64{1}; c = float[5,3]; s = float[5,3];"
                + " y = com.microsoft.RotaryEmbedding(x, p, c, s)",
            "x float[2,3,4,6]; p = int64{0,1,2,3,1,2,3,4}[2,4]; c = float[5,3]; s = float[5,3];"
                + " y = com.microsoft.RotaryEmbedding(x, p, c, s) interleaved=1",
            "x float[2,4,18]; p = int64{0,1,2,3,1,2,3,4}[2,4]; c = float[5,3]; s = float[5,3];"
                + " y = com.microsoft.RotaryEmbedding(x, p, c, s)")
        .add(
            "i = int32{0,1,2,2,1,0}[2,3]; s = int32{0,0,1,0,1,1}[2,3]; w = float[5,4];"
                + " p = float[6,4]; g = float[2,4]; a = float[4]; b = float[4]; x float[2,3,4]; r int32[2];"
                + " y, m = com.microsoft.EmbedLayerNormalization(i, s, w, p, g, a, b);"
                + " n = Sub(r, m); z = Add(x, y)",
            "i int32[2,3] 0..4; w = float[5,4]; p = float[6,4]; a = float[4]; b = float[4];"
                + " k = int32{1,1,0,1,1,1}[2,3]; r int32[2]; y, m, e ="
                + " com.microsoft.EmbedLayerNormalization(i, , w, p, , a, b, k); n = Sub(r, m)",
            "x float[2,3,4]; k float[2,3,4]; s = float[4]; b = float[4]; c = float[4];"
                + " y, , , z = com.microsoft.SkipLayerNormalization(x, k, s, b, c)",
            "x float[2,3,4]; k float[3,4]; s = float[4];"
                + " y = com.microsoft.SkipLayerNormalization(x, k, s)",
            "x float[3,4]; c float[5,4]; y = com.microsoft.CDist(x, c) metric=euclidean",
            "x float[3,4]; c float[5,4]; y = com.microsoft.CDist(x, c) metric=sqeuclidean",
            "x float[2,3,4]; a = int32 1; y = com.microsoft.ExpandDims(x, a); z = Neg(y)",
            "x float[4,4]; y = com.microsoft.Trilu(x) upper=0",
            "a float[3,4]; b float[5,4]; y = com.microsoft.TransposeMatMul(a, b) transB=1",
            "a float[2,3,4]; b = float[2,5,4]; y = com.microsoft.FusedMatMul(a, b) transB=1 alpha=0.3",
            "a float[2,4,3]; b float[2,5,4];"
                + " y = com.microsoft.FusedMatMul(a, b) transA=1 transB=1",
            "a float[3,2,4]; b float[2,4,5]; y = com.microsoft.FusedMatMul(a, b) transBatchA=1",
            "x float[1,3,5,5]; w = float[4,3,3,3]; b = float[4]; z float[1,4,3,3];"
                + " y = com.microsoft.FusedConv(x, w, b, z) activation=Relu",
            "x float[1,3,5,5]; w = float[4,3,3,3]; b = float[4]; y = com.microsoft.FusedConv(x, w, b)"
                + " activation=LeakyRelu activation_params=0.2,",
            "x float[1,3,5,5]; w = float[4,3,3,3]; b = float[4]; y = com.microsoft.FusedConv(x, w, b)"
                + " activation=Clip activation_params=0.0,6.0 pads=1,1,1,1")
        .function(
            "x float[2,3,8]; b = float[8]; zero = int64{0}; mid = int64{4}; end = int64{8};"
                + " axis = int64{2}",
            "y = com.microsoft.BiasSplitGelu(x, b)",
            "t = Add(x, b); l = Slice(t, zero, mid, axis); r = Slice(t, mid, end, axis);"
                + " g = Gelu(r); y = Mul(l, g)")
        .function(
            "x float[2,3,4]; b float[2,3,4]",
            "y = com.microsoft.BiasSoftmax(x, b) axis=2 is_inner_broadcast=0",
            "t = Add(x, b); y = Softmax(t) axis=2")
        .function(
            "x float[2,3,4]; b = float[4]; k float[2,3,4]",
            "y = com.microsoft.BiasDropout(x, b, k)",
            "t = Add(x, b); y = Add(t, k)")
        .function(
            "x float[2,3,4]; b = float[4]", "y = com.microsoft.BiasDropout(x, b)", "y = Add(x, b)")
        .function(
            "x float[2,3,4]; b float[1,3,4]",
            "y = com.microsoft.BiasSoftmax(x, b) axis=1 is_inner_broadcast=0",
            "t = Add(x, b); f = Flatten(t) axis=1; p = Softmax(f); s = Shape(x); y = Reshape(p, s)")
        .function(
            "a float[3,2]; b float[3,2]; re = int64{0}; im = int64{1}; axis = int64{1};"
                + " end = int64{2}",
            "y = com.microsoft.ComplexMul(a, b)",
            COMPLEX + " r = Sub(rr, ii); i = Add(ir, ri); y = Concat(r, i) axis=1")
        .function(
            "a float[3,2]; b float[3,2]; re = int64{0}; im = int64{1}; axis = int64{1};"
                + " end = int64{2}",
            "y = com.microsoft.ComplexMulConj(a, b)",
            COMPLEX + " r = Add(rr, ii); i = Sub(ir, ri); y = Concat(r, i) axis=1")
        .function(
            "a float[2,3]; b = float[3,4]; h = float 0.5",
            "y = com.microsoft.FusedMatMulActivation(a, b) activation=LeakyRelu"
                + " activation_alpha=0.2 alpha=0.5",
            "p = MatMul(a, b); q = Mul(p, h); y = LeakyRelu(q) alpha=0.2")
        .function(
            "w = float[5,4]; i int64[2,3] 0..4",
            "y = com.microsoft.TorchEmbedding(w, i)",
            "y = Gather(w, i)")
        .function(
            "x int32[2,3,4] -9..9; a = int64{1}",
            "y = com.microsoft.ReduceSumInteger(x) axes=1, keepdims=0",
            "y = ReduceSum(x, a) keepdims=0")
        .function(
            "x uint8[2,3] 0..255; xz = uint8 120; w uint8[3] 0..255; wz = uint8 7",
            "y = com.microsoft.MulInteger(x, xz, w, wz)",
            "a = Cast(x) to=6; b = Cast(xz) to=6; c = Cast(w) to=6; d = Cast(wz) to=6;"
                + " e = Sub(a, b); f = Sub(c, d); y = Mul(e, f)")
        .function(
            "x int16[3,4] -99..99; w = int16[4,5] -99..99",
            "y = com.microsoft.MatMulInteger16(x, w)",
            "a = Cast(x) to=1; b = Cast(w) to=1; p = MatMul(a, b); y = Cast(p) to=6")
        .function(
            "x float[2,3,4]; b = float[4]; k float[2,3,4]",
            "y = com.microsoft.BiasAdd(x, b, k)",
            "t = Add(x, b); y = Add(t, k)")
        .function(
            "x float[3,4]; w = float[4,5]; b = float[5]",
            "y = com.microsoft.GemmFastGelu(x, w, b)",
            "t = Gemm(x, w, b); y = Gelu(t) approximate=tanh")
        .function(
            "x float[2,4,5,6]; s = float[6]; b = float[6]",
            "y = com.microsoft.GroupNorm(x, s, b) groups=3 epsilon=0.01 activation=0",
            "t = Transpose(x) perm=0,3,1,2; n = GroupNormalization(t, s, b) num_groups=3"
                + " epsilon=0.01; y = Transpose(n) perm=0,2,3,1")
        .function(
            "x float[2,6,4,5]; s = float[6]; b = float[6]",
            "y = com.microsoft.GroupNorm(x, s, b) groups=2 activation=1 channels_last=0",
            "n = GroupNormalization(x, s, b) num_groups=2; y = Swish(n)")
        .function(
            "x float[2,4,5,6]; s = float[6]; b = float[6]; k float[2,4,5,6]; d = float[6]",
            "y, z = com.microsoft.SkipGroupNorm(x, s, b, k, d) groups=3 activation=1",
            "u = Add(x, k); z = Add(u, d); t = Transpose(z) perm=0,3,1,2;"
                + " n = GroupNormalization(t, s, b) num_groups=3; a = Swish(n);"
                + " y = Transpose(a) perm=0,2,3,1")
        .function(
            "x float[1,5,6,3]; w = float[4,3,3,2]; b = float[4]",
            "y = com.microsoft.NhwcConv(x, w, b) pads=1,1,0,1 strides=2,1",
            "t = Transpose(x) perm=0,3,1,2; c = Conv(t, w, b) pads=1,1,0,1 strides=2,1;"
                + " y = Transpose(c) perm=0,2,3,1")
        .function(
            "x float[1,5,6,3]; w = float[4,3,3,2]; b = float[4]",
            "y = com.microsoft.NhwcFusedConv(x, w, b) activation=Relu",
            "t = Transpose(x) perm=0,3,1,2; c = Conv(t, w, b); r = Relu(c);"
                + " y = Transpose(r) perm=0,2,3,1")
        .function(
            "x float[2,3,4]; s = float[4]",
            "y = com.microsoft.SimplifiedLayerNormalization(x, s) epsilon=0.01",
            "y = RMSNormalization(x, s) epsilon=0.01")
        .add(
            "s = int64 2; l = int64 11; d = int64 3; i int64[1] 0..1;"
                + " r = com.microsoft.Range(s, l, d); y = Add(r, i)",
            "s = int64 2; l = int64 5; i int64[1] 0..1; r = com.microsoft.Range(s, l);"
                + " y = Add(r, i)",
            "x float[2,6,3]; y = com.microsoft.UnfoldTensor(x) dim=1 size=3 step=2",
            "x float[2,6]; y = com.microsoft.UnfoldTensor(x) dim=-1 size=2 step=1",
            "x uint8[1,5,6,3] 0..255; xs = float 0.02; xz = uint8 120; w = uint8[4,3,3,2] 0..255;"
                + " ws = float 0.01; wz = uint8 130; ys = float 0.1; yz = uint8 120;"
                + " y = com.microsoft.QLinearConv(x, xs, xz, w, ws, wz, ys, yz) channels_last=1"
                + " pads=1,1,0,1",
            "x uint8[1,5,6,3] 0..255; y = com.microsoft.NhwcMaxPool(x) kernel_shape=2,3"
                + " strides=2,1",
            "x float[2,3,4]; i = int64{0,1,1,2}[2,2]; y = com.microsoft.GatherND(x, i)",
            "x float[3,4]; p = int64{1,0,0,2}; v = float 1.5; y = com.microsoft.Pad(x, p, v)",
            "q float[2,1,12]; k float[2,1,12]; v float[2,1,12]; pk float[2,3,8,4];"
                + " pv float[2,3,8,4]; l = int32 4; y, nk, nv ="
                + " com.microsoft.DecoderMaskedMultiHeadAttention(q, k, v, , , pk, pv, l)"
                + " num_heads=3 past_present_share_buffer=1",
            "q float[2,1,12]; k float[2,3,5,4]; v float[2,3,5,4];"
                + " y = com.microsoft.DecoderMaskedMultiHeadAttention(q, k, v) num_heads=3",
            "x uint8[2,5,12] 0..255; w = uint8[12,36] 0..255; b = float[36]; xs = float 0.01;"
                + " ws = float 0.005; xz = uint8 120; wz = uint8 130;"
                + " y = com.microsoft.QAttention(x, w, b, xs, ws, , xz, wz) num_heads=3",
            "x uint8[2,5,12] 0..255; w = uint8[12,36] 0..255; b = float[36]; xs = float 0.01;"
                + " ws = float 0.005; xz = uint8 120; wz = uint8 130;"
                + " y = com.microsoft.QAttention(x, w, b, xs, ws, , xz, wz) num_heads=3"
                + " unidirectional=1",
            "c bool[2,3]; x uint8[2,3] 0..255; xs = float 0.02; xz = uint8 120; v uint8[3] 0..255;"
                + " vs = float 0.01; vz = uint8 90; ys = float 0.03; yz = uint8 100;"
                + " y = com.microsoft.QLinearWhere(c, x, xs, xz, v, vs, vz, ys, yz)")
        // Whole numbers.
        .function(
            "x uint8[2,3,4] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.01; yz = uint8 90;"
                + " a = int64{1}",
            "y = com.microsoft.QLinearReduceMean(x, xs, xz, ys, yz) axes=1, keepdims=0",
            "d = DequantizeLinear(x, xs, xz); m = ReduceMean(d, a) keepdims=0;"
                + " y = QuantizeLinear(m, ys, yz)")
        .add(
            "x float[3,4]; b = uint8[4,5] 0..255; s = float 0.02; z = uint8 120; c = float[5];"
                + " y = com.microsoft.DynamicQuantizeMatMul(x, b, s, z, c)",
            "a uint8[3,4] 0..255; b = uint8[4,5] 0..255; as = float 0.02; bs = float 0.01;"
                + " az = uint8 120; bz = uint8 100; c = float[5];"
                + " y = com.microsoft.MatMulIntegerToFloat(a, b, as, bs, az, bz, c)",
            "a uint8[3,4] 0..255; as = float 0.02; az = uint8 120; b = uint8[4,5] 0..255;"
                + " bs = float 0.01; bz = uint8 100; c = int32[5] -999..999; ys = float 0.05;"
                + " yz = uint8 118; y = com.microsoft.QGemm(a, as, az, b, bs, bz, c, ys, yz)",
            "x uint8[2,3] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.02; yz = uint8 90;"
                + " y = com.microsoft.QLinearLeakyRelu(x, xs, xz, ys, yz) alpha=0.2",
            "x uint8[2,5] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.0039; yz = uint8 0;"
                + " y = com.microsoft.QLinearSoftmax(x, xs, xz, ys, yz) axis=-1 opset=13",
            "x uint8[1,3,6,6] 0..255; xs = float 0.02; xz = uint8 120; ys = float 0.01;"
                + " yz = uint8 100; y = com.microsoft.QLinearAveragePool(x, xs, xz, ys, yz)"
                + " kernel_shape=2,2 strides=2,2",
            "x float[2,6] -3..3; s = float 0.05; z = uint8 120;"
                + " y = com.microsoft.QuantizeLinear(x, s, z)",
            "x uint8[2,6] 0..255; s = float 0.05; z = uint8 120;"
                + " y = com.microsoft.DequantizeLinear(x, s, z)",
            "x float[3,32]; b = uint8[4,2,8] 0..255; s = float[8] 0.01..0.1; c = float[4];"
                + " y = com.microsoft.MatMulNBits(x, b, s, , , c) K=32 N=4 bits=4 block_size=16",
            "x float[2,3,24]; b = uint8[4,2,8] 0..255; s = float[8] 0.01..0.1;"
                + " y = com.microsoft.MatMulNBits(x, b, s) K=24 N=4 bits=4 block_size=16",
            "x float[3,32]; b = uint8[4,2,16] 0..255; s = float[8] 0.01..0.1;"
                + " y = com.microsoft.MatMulNBits(x, b, s) K=32 N=4 bits=8 block_size=16",
            "d = uint8[5,16] 0..255; i int64[2,3] 0..4; s = float[5,2] 0.01..0.1;"
                + " y = com.microsoft.GatherBlockQuantized(d, i, s) block_size=16"
                + " gather_axis=0 quantize_axis=1 bits=4");
  }
}
