package dev.npusim.workloads.onnx;

/** Operators that move elements to places known before the run. */
final class ArrangementCases {
  private ArrangementCases() {}

  static CaseTable table() {
    return new CaseTable("arrangement")
        .opsets(7, 14, 21)
        .each(
            "x float[2,3,4]; s = int64{%s}; r = Reshape(x, s); y = Neg(r)",
            "6,4", "2,-1", "0,12", "0,0,2,2", "24", "4,3,2", "1,2,3,4,1", "-1")
        .opsets(14)
        .add(
            "x float[2,3,4]; s = int64{4,-1}; r = Reshape(x, s) allowzero=1; y = Neg(r)",
            "x float[2,3,4,5]; s = int64{2,12,5}; t = Transpose(x) perm=0,2,1,3;"
                + " r = Reshape(t, s); y = Neg(r)",
            "x float[2,12,4,5]; a = int64{2,3,4,4,5}; b = int64{2,12,20};"
                + " r = Reshape(x, a); t = Transpose(r) perm=0,2,1,3,4; q = Reshape(t, b);"
                + " y = Neg(q)",
            "x float[2,3,4,5]; s = int64{2,3,20}; r = Reshape(x, s); t = Transpose(r) perm=0,2,1;"
                + " y = Neg(t)",
            "x float[2,3,4,5]; s = int64{5,4,6}; r = Reshape(x, s); t = Transpose(r) perm=2,0,1;"
                + " y = Neg(t)",
            "x float[6,4]; s = int64{4,6}; r = Reshape(x, s); t = Transpose(r); y = Reshape(t, s);"
                + " z = Neg(y)")
        .opsets(7, 11, 13)
        .each(
            "x float[2,3,4,5]; f = Flatten(x)%s; y = Neg(f)",
            "", " axis=0", " axis=2", " axis=3", " axis=4")
        .opsets(11)
        .add("x float[2,3,4]; f = Flatten(x) axis=-1; y = Neg(f)")
        .opsets(7, 11)
        .add(
            "x float[1,3,1,4]; s = Squeeze(x) axes=0,2; y = Neg(s)",
            "x float[1,3,1,4]; s = Squeeze(x); y = Neg(s)",
            "x float[3,4]; s = Unsqueeze(x) axes=0,3; y = Neg(s)")
        .opsets(13, 21)
        .add(
            "x float[1,3,1,4]; a = int64{0,-2}; s = Squeeze(x, a); y = Neg(s)",
            "x float[1,3,1,4]; s = Squeeze(x); y = Neg(s)",
            "x float[3,4]; a = int64{0,-1}; s = Unsqueeze(x, a); y = Neg(s)",
            "x float[3,4]; a = int64{2,0}; s = Unsqueeze(x, a); y = Neg(s)")
        .opsets(7, 13)
        .each(
            "x float[2,3,4,5]; t = Transpose(x)%s; y = Neg(t)",
            "", " perm=0,2,3,1", " perm=0,3,1,2", " perm=1,0,2,3", " perm=3,2,1,0", " perm=0,2,1,3")
        .add("x float[3,4]; t = Transpose(x); y = Neg(t)")
        .opsets(8, 13)
        .each(
            "x float[3,1]; s = int64{%s}; e = Expand(x, s); y = Neg(e)",
            "3,4", "2,3,4", "1,1", "2,1,6", "3,1")
        .add(
            "x float[2,3,1,1]; s = int64{2,3,4,5}; e = Expand(x, s); y = Neg(e)",
            "x int64[1,3] -5..5; s = int64{2,3}; y = Expand(x, s)",
            "x float[2,2,1,3,4]; s = int64{2,2,3,3,4}; r = int64{2,6,3,4}; e = Expand(x, s);"
                + " y = Reshape(e, r); z = Neg(y)")
        .opsets(7, 13)
        .each(
            "x float[2,3,2]; r = int64{%s}; t = Tile(x, r); y = Neg(t)",
            "1,1,2", "2,1,1", "2,3,2", "1,1,1")
        .opsets(7, 13)
        .add(
            "a float[2,3,4]; b float[2,1,4]; y = Concat(a, b) axis=1",
            "a float[2,3,4]; b float[2,3,2]; c float[2,3,1]; y = Concat(a, b, c) axis=2",
            "a float[2,3,4]; b = float[1,3,4]; y = Concat(a, b) axis=0",
            "a float[2,3,4]; b = float[1,3,4]; c = Concat(a, b) axis=0; d = Add(a, b);"
                + " y = Concat(c, b, d) axis=0",
            "a float[2,3,4]; c = Concat(a) axis=0; y = Neg(c)",
            "a float[2,3,4]; y = Concat(a, a) axis=1",
            "a float[2,3,4,5]; b float[2,2,4,5]; y = Concat(a, b) axis=1",
            "a float[2,3,4,5]; b float[2,3,4,2]; y = Concat(a, b) axis=3")
        .opsets(13)
        .add("a float[2,3,4]; b float[2,3,4]; y = Concat(a, b) axis=-3")
        .opsets(7, 11)
        .add(
            "x float[2,6,4]; a, b = Split(x) axis=1; y = Neg(a); z = Neg(b)",
            "x float[2,6,4]; a, b, c = Split(x) axis=1 split=1,2,3; y = Mul(a, a); z = Mul(b, b);"
                + " w = Mul(c, c)")
        .opsets(13)
        .add(
            "x float[2,6,4]; a, b = Split(x) axis=-2; y = Neg(a); z = Neg(b)",
            "x float[2,6,4]; s = int64{4,2}; a, b = Split(x, s) axis=1; y = Neg(a); z = Neg(b)",
            "x float[2,6,4]; s = int64{4,2}; a, b = Split(x, s) axis=1")
        .opsets(18)
        .add(
            "x float[2,6,4]; a, b = Split(x) axis=1 num_outputs=2; y = Neg(a); z = Neg(b)",
            "x float[2,7,4]; a, b, c = Split(x) axis=1 num_outputs=3; y = Neg(a); z = Neg(b);"
                + " w = Neg(c)",
            "x float[2,4,3,3]; a, b = Split(x) axis=1 num_outputs=2; y = Sub(a, b)")
        .opsets(7)
        .add(
            "x float[5,6,7]; y = Slice(x) starts=1,2 ends=4,5",
            "x float[5,6,7]; y = Slice(x) starts=-3, ends=-1, axes=1,",
            "x float[5,6,7]; y = Slice(x) starts=0,2 ends=3,99 axes=0,2")
        .opsets(10, 13)
        .add(
            "x float[5,6,7]; s = int64{1,2}; e = int64{4,5}; y = Slice(x, s, e)",
            "x float[5,6,7]; s = int64{-3}; e = int64{-1}; a = int64{-2}; y = Slice(x, s, e, a)",
            "x float[5,6,7]; s = int64{0,2}; e = int64{9223372036854775807,5}; a = int64{1,2};"
                + " y = Slice(x, s, e, a)",
            "x float[5,6,7]; s = int64{0,1}; e = int64{5,7}; a = int64{0,2}; t = int64{2,3};"
                + " y = Slice(x, s, e, a, t)",
            "x float[5,6,7]; s = int64{-1}; e = int64{-100}; a = int64{2}; t = int64{-1};"
                + " y = Slice(x, s, e, a, t)",
            "x float[5,6,7]; s = int64{4,5}; e = int64{0,-7}; a = int64{0,1}; t = int64{-2,-2};"
                + " y = Slice(x, s, e, a, t)",
            "x float[2,3,4,4]; s = int64{0,0}; e = int64{9,9}; a = int64{2,3}; t = int64{2,2};"
                + " y = Slice(x, s, e, a, t)",
            "x float[2,3,4,4]; s = int64{1}; e = int64{3}; a = int64{1}; y = Slice(x, s, e, a);"
                + " z = Neg(y)",
            "x int64[5,6] -9..9; s = int32{1}; e = int32{4}; y = Slice(x, s, e)")
        .opsets(7)
        .add(
            "x float[3,4]; y = Pad(x) pads=1,0,0,2 value=1.5",
            "x float[3,4]; y = Pad(x) pads=1,0,0,2 mode=reflect",
            "x float[3,4]; y = Pad(x) pads=1,0,0,2 mode=edge")
        .opsets(11, 13)
        .add(
            "x float[2,3,4]; p = int64{0,1,2,1,0,3}; y = Pad(x, p)",
            "x float[2,3,4]; p = int64{0,1,2,1,0,3}; v = float 1.5; y = Pad(x, p, v)",
            "x float[2,3,4]; p = int64{0,2,3,1,1,2}; y = Pad(x, p) mode=reflect",
            "x float[2,3,4]; p = int64{0,1,2,1,0,3}; y = Pad(x, p) mode=edge",
            "x float[1,2,4,5]; p = int64{0,0,1,2,0,0,2,1}; y = Pad(x, p) mode=reflect",
            "x float[1,2,4,5]; w = float[3,2,3,3]; p = int64{0,0,1,1,0,0,1,1}; z = Pad(x, p);"
                + " y = Conv(z, w)",
            "x float[4,5]; p = int64{0,-1,1,-2}; y = Pad(x, p)",
            "x int64[4,5] -9..9; p = int64{0,1,1,0}; v = int64 7; y = Pad(x, p, v)")
        .opsets(18, 19)
        .add(
            "x float[2,3,4]; p = int64{1,2}; v = float 1.5; a = int64{2}; y = Pad(x, p, v, a)",
            "x float[2,3,4]; p = int64{1,2,0,1}; a = int64{-1,0}; y = Pad(x, p, , a)")
        .opsets(19)
        .add("x float[2,3,4]; p = int64{0,2,3,1,1,2}; y = Pad(x, p) mode=wrap")
        .opsets(7, 13)
        .add(
            "x float[2,8,3,2]; y = DepthToSpace(x) blocksize=2",
            "x float[2,3,4,6]; y = SpaceToDepth(x) blocksize=2")
        .opsets(11, 13)
        .each("x float[2,8,3,2]; y = DepthToSpace(x) blocksize=2 mode=%s", "DCR", "CRD")
        .opsets(14)
        .add(
            "x float[2,4,5]; y = Trilu(x)",
            "x float[2,4,5]; y = Trilu(x) upper=0",
            "x float[4,5]; k = int64 1; y = Trilu(x, k)",
            "x float[4,5]; k = int64 -2; y = Trilu(x, k) upper=0",
            "x int64[4,4] -9..9; y = Trilu(x) upper=0")
        .opsets(18)
        .add(
            "x float[5,6,3]; s = int64{3,8}; y = CenterCropPad(x, s) axes=0,1",
            "x float[5,6,3]; s = int64{4,9,2}; y = CenterCropPad(x, s)")
        .opsets(10)
        .add(
            "x float[4,3,2]; l = int64{4,2,1}; y = ReverseSequence(x, l)",
            "x float[3,4,2]; l = int64{4,2,1}; y = ReverseSequence(x, l) batch_axis=0 time_axis=1")
        .opsets(13)
        // As YOLO's focus layer and Swin's windows write it.
        .add(
            "x float[1,3,4,4]; s = int64{0}; o = int64{1}; e = int64{99}; h = int64{2};"
                + " w = int64{3}; t = int64{2}; a = Slice(x, s, e, h, t); b = Slice(a, s, e, w, t);"
                + " c = Slice(x, o, e, h, t); d = Slice(c, s, e, w, t); y = Concat(b, d) axis=1",
            "x float[1,4,6,3]; s = int64{1,2,2,3,2,3}; q = int64{6,4,3}; r = Reshape(x, s);"
                + " t = Transpose(r) perm=0,1,3,2,4,5; u = Reshape(t, q); y = Neg(u)",
            "x float[1,4,4,3]; s = int64{1}; e = int64{99}; z = int64{0}; a = int64{1};"
                + " h = Slice(x, s, e, a); l = Slice(x, z, s, a); y = Concat(h, l) axis=1");
  }
}
