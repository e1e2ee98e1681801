package dev.npusim.workloads.onnx;

/** Attention and rotary embeddings: as operators and as exporters write them. */
final class AttentionCases {
  private static final String SCORES =
      "q float[2,3,4,6]; k float[2,3,5,6]; v float[2,3,5,7]; t = Transpose(k) perm=0,1,3,2; ";

  /**
   * Two tokens of the gated delta rule: S[t] = exp(g) S[t-1] + k (b (v - exp(g) S[t-1] k))' and o =
   * S[t] q / sqrt(d).
   */
  private static final String LINEAR_ATTENTION =
      "q1 = Slice(q, zero, one, axis); k1 = Slice(k, zero, one, axis); v1 = Slice(v, zero, one, axis);"
          + " b1 = Slice(b, zero, one, axis); q2 = Slice(q, one, two, axis);"
          + " k2 = Slice(k, one, two, axis); v2 = Slice(v, one, two, axis);"
          + " g2 = Slice(g, one, two, axis); b2 = Slice(b, one, two, axis);"
          // The first token meets an empty state.
          + " kc1 = Reshape(k1, ks); vr1 = Reshape(v1, vs); br1 = Reshape(b1, gs);"
          + " e1 = Mul(vr1, br1); s1 = MatMul(kc1, e1); qr1 = Reshape(q1, kr);"
          + " o1 = MatMul(qr1, s1); p1 = Reshape(o1, os);"
          + " gr = Reshape(g2, gs); ge = Exp(gr); kept = Mul(s1, ge); kr2 = Reshape(k2, kr);"
          + " guess = MatMul(kr2, kept); vr2 = Reshape(v2, vs); d = Sub(vr2, guess);"
          + " br2 = Reshape(b2, gs); e2 = Mul(d, br2); kc2 = Reshape(k2, ks);"
          + " up = MatMul(kc2, e2); s = Add(kept, up); qr2 = Reshape(q2, kr);"
          + " o2 = MatMul(qr2, s); p2 = Reshape(o2, os); o = Concat(p1, p2) axis=1; y = Mul(o, c)";

  private AttentionCases() {}

  static CaseTable table() {
    return new CaseTable("attention")
        .opsets(13, 18)
        .add(
            SCORES
                + "c = float 0.40824829; s = MatMul(q, t); d = Mul(s, c); p = Softmax(d) axis=-1;"
                + " y = MatMul(p, v)",
            SCORES
                + "c = float 0.3; s = MatMul(q, t); d = Mul(s, c); p = Softmax(d) axis=-1;"
                + " y = MatMul(p, v)",
            SCORES
                + "c = float 2.5; s = MatMul(q, t); d = Div(s, c); p = Softmax(d) axis=-1;"
                + " y = MatMul(p, v)",
            SCORES
                + "c = float 0.63; a = Mul(q, c); b = Mul(t, c); s = MatMul(a, b);"
                + " p = Softmax(s) axis=-1; y = MatMul(p, v)",
            SCORES + "s = MatMul(q, t); p = Softmax(s) axis=-1; y = MatMul(p, v)",
            SCORES
                + "c = float 0.4; m = float[4,5]; s = MatMul(q, t); d = Mul(s, c); e = Add(d, m);"
                + " p = Softmax(e) axis=-1; y = MatMul(p, v)",
            SCORES
                + "c = float 0.4; m float[2,1,4,5]; s = MatMul(q, t); d = Mul(s, c);"
                + " e = Add(d, m); p = Softmax(e) axis=-1; y = MatMul(p, v)",
            SCORES
                + "c = float 0.4; m float[3,4,5]; s = MatMul(q, t); e = Add(s, m);"
                + " d = Mul(e, c); p = Softmax(d) axis=-1; y = MatMul(p, v)",
            SCORES
                + "c = float 0.4; l = float -1e9; m = bool{1,0,0,0,1,1,1,0,0,1,1,1,1,0,1,1,1,1,1,1}"
                + "[1,1,4,5]; s = MatMul(q, t); d = Mul(s, c); e = Where(m, d, l);"
                + " p = Softmax(e) axis=-1; y = MatMul(p, v)",
            SCORES
                + "c = float 0.4; l = float -1e9; n = bool{0,1,1,0,0}; s = MatMul(q, t);"
                + " d = Mul(s, c); e = Where(n, l, d); p = Softmax(e) axis=-1; y = MatMul(p, v)",
            // Soft cap, as Gemma 2 has it.
            SCORES
                + "c = float 0.4; i = float 0.5; j = float 2; s = MatMul(q, t); d = Mul(s, c);"
                + " e = Mul(d, i); f = Tanh(e); g = Mul(f, j); p = Softmax(g) axis=-1;"
                + " y = MatMul(p, v)",
            // Another axis, and probabilities that something else reads.
            SCORES + "s = MatMul(q, t); p = Softmax(s) axis=-2; y = MatMul(p, v)",
            SCORES + "s = MatMul(q, t); p = Softmax(s) axis=-1; y = MatMul(p, v); z = Neg(p)",
            // Whole multi-head attention of a layer.
            "x float[2,5,12]; wq = float[12,12] -0.4..0.4; wk = float[12,12] -0.4..0.4;"
                + " wv = float[12,12] -0.4..0.4; wo = float[12,12] -0.4..0.4;"
                + " h = int64{2,5,3,4}; o = int64{2,5,12}; c = float 0.5;"
                + " q0 = MatMul(x, wq); k0 = MatMul(x, wk); v0 = MatMul(x, wv);"
                + " q1 = Reshape(q0, h); k1 = Reshape(k0, h); v1 = Reshape(v0, h);"
                + " q = Transpose(q1) perm=0,2,1,3; k = Transpose(k1) perm=0,2,3,1;"
                + " v = Transpose(v1) perm=0,2,1,3; s = MatMul(q, k); d = Mul(s, c);"
                + " p = Softmax(d) axis=-1; a = MatMul(p, v); b = Transpose(a) perm=0,2,1,3;"
                + " e = Reshape(b, o); y = MatMul(e, wo)",
            // Grouped queries: two query heads share one key and value head.
            "q float[1,4,3,6]; k float[1,2,5,6]; v float[1,2,5,6]; r = int64{2};"
                + " e = int64{1,2,2,5,6}; u = int64{1,4,5,6}; c = float 0.4; k1 = Unsqueeze(k, r);"
                + " v1 = Unsqueeze(v, r); k2 = Expand(k1, e); v2 = Expand(v1, e);"
                + " k3 = Reshape(k2, u); v3 = Reshape(v2, u); t = Transpose(k3) perm=0,1,3,2;"
                + " s = MatMul(q, t); d = Mul(s, c); p = Softmax(d) axis=-1; y = MatMul(p, v3)",
            // Heads folded into the batch.
            "q float[6,4,5]; k float[6,3,5]; v float[6,3,5]; c = float 0.4;"
                + " t = Transpose(k) perm=0,2,1; s = MatMul(q, t); d = Mul(s, c);"
                + " p = Softmax(d) axis=-1; y = MatMul(p, v)",
            // Rotary embedding of two halves.
            "x float[1,3,4,6]; cos = float[4,6]; sin = float[4,6]; z = int64{0}; h = int64{3};"
                + " e = int64{99}; a = int64{3}; l = Slice(x, z, h, a); r = Slice(x, h, e, a);"
                + " n = Neg(r); t = Concat(n, l) axis=-1; u = Mul(x, cos); v = Mul(t, sin);"
                + " y = Add(u, v)",
            "x float[1,3,4,6]; cos = float[1,1,4,6]; sin = float[1,1,4,6]; z = int64{0};"
                + " h = int64{3}; e = int64{99}; a = int64{3}; l = Slice(x, z, h, a);"
                + " r = Slice(x, h, e, a); n = Neg(r); t = Concat(n, l) axis=-1; u = Mul(x, cos);"
                + " v = Mul(t, sin); y = Add(u, v)",
            // Gated units and activations in pieces.
            "x float[2,8]; i = float 1.41421356; o = float 1; h = float 0.5; d = Div(x, i);"
                + " e = Erf(d); p = Add(e, o); m = Mul(x, p); y = Mul(m, h)",
            "x float[2,8]; a = float 0.044715; b = float 0.79788456; c = float 3; o = float 1;"
                + " h = float 0.5; p = Pow(x, c); m = Mul(p, a); s = Add(x, m); t = Mul(s, b);"
                + " u = Tanh(t); v = Add(u, o); w = Mul(x, h); y = Mul(w, v)",
            // The constant adds axes.
            "x float[8]; i = float{1.41421356}[1,1]; o = float 1; h = float 0.5; d = Div(x, i);"
                + " e = Erf(d); p = Add(e, o); m = Mul(x, p); y = Mul(m, h)",
            "x float[8]; i = float 1.41421356; o = float 1; h = float{0.5}[1,1]; d = Div(x, i);"
                + " e = Erf(d); p = Add(e, o); m = Mul(x, p); y = Mul(m, h)",
            "x float[2,8]; s = Sigmoid(x); y = Mul(x, s)",
            "x float[2,8]; w = float[8,8]; g = MatMul(x, w); s = Sigmoid(g); a = Mul(g, s);"
                + " v = float[8,8]; u = MatMul(x, v); y = Mul(a, u)")
        .opsets(18)
        .add(
            "x float[2,3,8]; a, b = Split(x) axis=-1 num_outputs=2; s = Sigmoid(b); g = Mul(b, s);"
                + " y = Mul(a, g)",
            "x float[2,3,8]; a, b = Split(x) axis=-1 num_outputs=2; s = Sigmoid(a); y = Mul(s, b)")
        .opsets(23)
        .each(
            "q float[2,3,4,6]; k float[2,3,5,6]; v float[2,3,5,7]; %s",
            "y = Attention(q, k, v)",
            "y = Attention(q, k, v) scale=0.3",
            "y = Attention(q, k, v) softcap=1.5",
            "m float[4,5]; y = Attention(q, k, v, m)",
            "m = bool{1,0,0,0,1,1,1,0,0,1,1,1,1,0,1,1,1,1,1,1}[4,5]; y = Attention(q, k, v, m)")
        .add(
            "q float[2,3,5,6]; k float[2,3,5,6]; v float[2,3,5,6];"
                + " y = Attention(q, k, v) is_causal=1",
            "q float[2,4,5,6]; k float[2,2,5,6]; v float[2,2,5,6]; y = Attention(q, k, v)",
            "q float[2,4,12]; k float[2,5,6]; v float[2,5,6];"
                + " y = Attention(q, k, v) q_num_heads=4 kv_num_heads=2",
            "q float[2,4,12]; k float[2,5,12]; v float[2,5,12];"
                + " y = Attention(q, k, v) q_num_heads=3 kv_num_heads=3 is_causal=1",
            "q float[2,3,2,6]; k float[2,3,2,6]; v float[2,3,2,6]; pk float[2,3,4,6];"
                + " pv float[2,3,4,6]; y, nk, nv = Attention(q, k, v, , pk, pv) is_causal=1",
            "q float[2,3,1,6]; k float[2,3,1,6]; v float[2,3,1,6]; pk float[2,3,4,6];"
                + " pv float[2,3,4,6]; y, nk, nv = Attention(q, k, v, , pk, pv)",
            "x float[2,3,4,6]; c = float[5,3]; s = float[5,3]; p = int64{0,1,2,3,1,2,3,4}[2,4];"
                + " y = RotaryEmbedding(x, c, s, p)",
            "x float[2,3,4,6]; c = float[2,4,3]; s = float[2,4,3]; y = RotaryEmbedding(x, c, s)",
            "x float[2,3,4,6]; c = float[2,4,3]; s = float[2,4,3];"
                + " y = RotaryEmbedding(x, c, s) interleaved=1",
            "x float[2,4,18]; c = float[2,4,3]; s = float[2,4,3];"
                + " y = RotaryEmbedding(x, c, s) num_heads=3",
            "x float[2,3,4,8]; c = float[2,4,2]; s = float[2,4,2];"
                + " y = RotaryEmbedding(x, c, s) rotary_embedding_dim=4")
        .opsets(27)
        .function(
            "q float[1,2,8]; k float[1,2,8]; v float[1,2,6]; g float[1,2,2] -1..0;"
                + " b float[1,2,2] 0..1; axis = int64{1}; one = int64{1}; two = int64{2};"
                + " zero = int64{0}; ks = int64{1,2,4,1}; kr = int64{1,2,1,4}; vs = int64{1,2,1,3};"
                + " os = int64{1,1,6}; gs = int64{1,2,1,1}; c = float 0.5",
            "y, s = LinearAttention(q, k, v, , g, b) q_num_heads=2 kv_num_heads=2",
            LINEAR_ATTENTION)
        .opsets(17)
        .add(
            "q float[1,2,8]; k float[1,2,8]; v float[1,2,6]; g float[1,2,2] -1..0;"
                + " b float[1,2,2] 0..1; y, s = com.microsoft.LinearAttention(q, k, v, , g, b)"
                + " q_num_heads=2 kv_num_heads=2",
            "x float[2,3,6]; w = float[3,1,4]; b = float[3]; p float[2,3,3];"
                + " y, n = com.microsoft.CausalConvWithState(x, w, b, p) activation=silu",
            "q float[2,4,12]; k float[2,5,12]; v float[2,5,12];"
                + " y = com.microsoft.MultiHeadAttention(q, k, v) num_heads=3",
            "x float[2,5,12]; w = float[12,36] -0.5..0.5; b = float[36];"
                + " y = com.microsoft.Attention(x, w, b) num_heads=3",
            "x float[2,5,12]; w = float[12,36] -0.5..0.5; b = float[36];"
                + " y = com.microsoft.Attention(x, w, b) num_heads=3 unidirectional=1",
            "x float[2,3,4,6]; p = int64{0,1,2,3,1,2,3,4}[2,4]; c = float[5,3]; s = float[5,3];"
                + " y = com.microsoft.RotaryEmbedding(x, p, c, s)");
  }
}
