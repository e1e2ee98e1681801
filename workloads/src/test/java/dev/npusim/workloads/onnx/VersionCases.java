package dev.npusim.workloads.onnx;

/**
 * Operators in the operator sets that changed them. ONNX Runtime knows sets 7 to about 24: what is
 * older or newer, it computes in the form of a set between them.
 */
final class VersionCases {
  private static final String[] SINCE_1 = {
    "Abs",
    "Ceil",
    "Elu",
    "Exp",
    "Floor",
    "HardSigmoid",
    "LeakyRelu",
    "Neg",
    "Reciprocal",
    "Relu",
    "Selu",
    "Sigmoid",
    "Tanh"
  };
  private static final String[] LOGICAL = {"And", "Or", "Xor"};
  private static final String[] OF_FLOATS_IN_22 = {
    "Asin",
    "Atan",
    "Acos",
    "Asinh",
    "Atanh",
    "Cos",
    "Cosh",
    "Sin",
    "Sinh",
    "Tan",
    "Round",
    "Softplus",
    "Softsign",
    "Elu",
    "HardSigmoid",
    "Selu",
    "ThresholdedRelu",
    "LpNormalization"
  };
  private static final String[] REDUCTIONS = {
    "ReduceL1",
    "ReduceL2",
    "ReduceLogSum",
    "ReduceLogSumExp",
    "ReduceMax",
    "ReduceMean",
    "ReduceMin",
    "ReduceProd",
    "ReduceSum",
    "ReduceSumSquare"
  };
  private static final String AT_AXIS = "x float[2,3,4] 0.5..2; b = float[3] 0.5..2;";
  private static final String STATISTICS =
      "x float[2,3,2,2]; s = float[3]; b = float[3]; m = float[3]; v = float[3] 0.1..2";

  private VersionCases() {}

  static CaseTable table() {
    CaseTable cases = new CaseTable("version");
    first(cases);
    shapesAsAttributes(cases);
    middle(cases);
    late(cases);
    return cases;
  }

  /** Operator sets 1 to 6: in-place hints, and a broadcast only where it is asked for. */
  private static void first(CaseTable cases) {
    cases.opsets(1);
    for (String operator : SINCE_1) {
      cases.sameAs(13, "x float[2,5]; y = " + operator + "(x)");
    }
    for (String operator : new String[] {"Log", "Sqrt"}) {
      cases.sameAs(13, "x float[2,5] 0.1..2; y = " + operator + "(x)");
    }
    for (String operator : LOGICAL) {
      cases.sameAs(13, "a bool[2,3]; b bool[2,3]; y = " + operator + "(a, b)");
      cases.function(
          "a bool[2,3]; b bool[3]",
          "y = " + operator + "(a, b) broadcast=1",
          "y = " + operator + "(a, b)");
    }
    cases
        .opsets(1, 6)
        .function(AT_AXIS + " k = int64{3,1}", "y = Add(x, b) broadcast=1 axis=1", atAxis("Add"))
        .function(AT_AXIS + " k = int64{3,1}", "y = Sub(x, b) broadcast=1 axis=1", atAxis("Sub"))
        .function(AT_AXIS + " k = int64{3,1}", "y = Mul(x, b) broadcast=1 axis=-2", atAxis("Mul"))
        .function(AT_AXIS + " k = int64{3,1}", "y = Div(x, b) broadcast=1 axis=1", atAxis("Div"))
        .function("x float[2,3]; s = float[3]", "y = PRelu(x, s)", "y = PRelu(x, s)")
        .function(
            "x float[2,3,4]; s = float[3]; k = int64{3,1}",
            "y = PRelu(x, s)",
            "t = Reshape(s, k); y = PRelu(x, t)")
        .function(
            "a float[2,3]; b float[3,4]; c = float[4]",
            "y = Gemm(a, b, c) broadcast=1",
            "y = Gemm(a, b, c)")
        .function("x float[2,5]", "y = Clip(x) min=-0.5 max=0.75", CLIP)
        .function("x float[2,5]", "y = Dropout(x) is_test=1 ratio=0.3", "y = Identity(x)")
        .function(
            STATISTICS,
            "y = BatchNormalization(x, s, b, m, v) is_test=1 epsilon=0.01",
            "y = BatchNormalization(x, s, b, m, v) epsilon=0.01")
        .opsets(6)
        .sameAs(13, "x float[2,3]; y = Cast(x) to=6")
        .opsets(1, 6)
        .sameAs(8, "a float[2,3]; b float[2,3]; c float[2,3]; y = Max(a, b, c)")
        .sameAs(8, "a float[2,3]; b float[2,3]; c float[2,3]; y = Min(a, b, c)")
        .sameAs(8, "a float[2,3]; b float[2,3]; c float[2,3]; y = Sum(a, b, c)")
        .sameAs(8, "a float[2,3]; b float[2,3]; c float[2,3]; y = Mean(a, b, c)")
        .opsets(1)
        .function(
            "x float[2,3,4] 0.5..2; b = float[3] 0.5..2; k = int64{3,1}",
            "y = Pow(x, b) broadcast=1 axis=1",
            atAxis("Pow"))
        .function(
            "x float[2,3,4]; b float[3]; k = int64{3,1}",
            "y = Greater(x, b) broadcast=1 axis=1",
            atAxis("Greater"))
        .function(
            "x float[2,3,4]; b float[3]; k = int64{3,1}",
            "y = Less(x, b) broadcast=1 axis=1",
            atAxis("Less"))
        .function(
            "x int32[2,3,4]; b int32[3]; k = int64{3,1}",
            "y = Equal(x, b) broadcast=1 axis=1",
            atAxis("Equal"))
        .sameAs(7, "x float[1,5,3,2]; y = LRN(x) size=3")
        .function(
            "x float[3,2,4]; w = float[1,12,4]; r = float[1,12,3]",
            "y, h, c = LSTM(x, w, r) hidden_size=3 output_sequence=1",
            "y, h, c = LSTM(x, w, r) hidden_size=3")
        .function(
            "x float[3,2,4]; w = float[1,3,4]; r = float[1,3,3]",
            "y, h = RNN(x, w, r) hidden_size=3 output_sequence=1",
            "y, h = RNN(x, w, r) hidden_size=3")
        .opsets(1, 3)
        .function(
            "x float[3,2,4]; w = float[1,9,4]; r = float[1,9,3]",
            "y, h = GRU(x, w, r) hidden_size=3 output_sequence=1",
            "y, h = GRU(x, w, r) hidden_size=3")
        .opsets(1)
        .sameAs(7, "x float[2,3,4]; s = float[3]; b = float[3]; y = InstanceNormalization(x, s, b)")
        .sameAs(7, "x float[1,2,5,5]; y = AveragePool(x) kernel_shape=3,3 strides=2,2")
        .sameAs(7, "x float[1,3,5,5]; w = float[3,4,3,3]; y = ConvTranspose(x, w) strides=2,2")
        .sameAs(7, "x float[1,3,5,5] 0.1..2; y = LpPool(x) kernel_shape=2,2")
        .sameAs(7, "x float[1,3,5,5] 0.1..2; y = GlobalLpPool(x)")
        .function(
            "x float[1,3,5,5]",
            "y = LpPool(x) kernel_shape=2,2 p=1.0",
            "y = LpPool(x) kernel_shape=2,2 p=1")
        .function(
            "x float[1,3,5,5]; a = int64{2,3}", "y = GlobalLpPool(x) p=1.0", "y = ReduceL1(x, a)");
  }

  private static final String CLIP =
      "l = Constant() value_float=-0.5;" + " h = Constant() value_float=0.75; y = Clip(x, l, h)";

  private static String atAxis(String operator) {
    return "t = Reshape(b, k); y = " + operator + "(x, t)";
  }

  /** Extents, places and types as attributes, before they became operands. */
  private static void shapesAsAttributes(CaseTable cases) {
    cases
        .opsets(1)
        .function(
            "x float[2,6]; s = int64{0,3,-1}", "y = Reshape(x) shape=0,3,-1", "y = Reshape(x, s)")
        .function("x float[2,3]", "y = Cast(x) to=INT32", "y = Cast(x) to=6")
        .function("x float[2,3]", "y = Cast(x) to=BOOL", "y = Cast(x) to=9")
        .function("a float[2,3]; b float[2,4]", "y = Concat(a, b)", "y = Concat(a, b) axis=1")
        .function(
            "a float[2,3]; b float[1,3]", "y = Concat(a, b) axis=0", "y = Concat(a, b) axis=0")
        .function(
            "x float[2,3]; p = int64{0,1,2,0}; v = float 1.5",
            "y = Pad(x) paddings=0,1,2,0 value=1.5",
            "y = Pad(x, p, v)")
        .function(
            "x float[2,6]; p = int64{2,4}",
            "a, b = Split(x) axis=1 split=2,4",
            "a, b = Split(x, p) axis=1")
        .function(
            "x float[2,6]; p = int64{2,4}",
            "a, b = Split(x, p) axis=1",
            "a, b = Split(x, p) axis=1")
        .function(
            "x float[2,3]; n = int64 2; a = int64 1; r = int64{1,2}",
            "y = Tile(x, n, a)",
            "y = Tile(x, r)")
        .function(
            "x float[1,2,3,4]; s = float{1,1,2,3}; e = float{}[0]",
            "y = Upsample(x) height_scale=2.0 width_scale=3.0 mode=nearest",
            "y = Resize(x, e, s) mode=nearest coordinate_transformation_mode=asymmetric"
                + " nearest_mode=floor")
        .function("x float[2,6]; k = int64{2}", "v, i = TopK(x) k=2", "v, i = TopK(x, k)")
        .function(
            "x float[3,4]; k = int64{2}", "v, i = TopK(x) k=2 axis=0", "v, i = TopK(x, k) axis=0")
        .function(
            "x float[2,3]",
            "c = Constant() value_float=1.5; y = Add(x, c) broadcast=1",
            "c = Constant() value_float=1.5; y = Add(x, c)");
    for (String operator : REDUCTIONS) {
      cases.opsets(1).sameAs(11, "x float[2,3,4] 0.5..2; y = " + operator + "(x) axes=0,2");
      cases.opsets(7).add("x float[2,3,4] 0.5..2; y = " + operator + "(x) keepdims=0 axes=1");
      cases.opsets(12).add("x float[2,3,4] 0.5..2; y = " + operator + "(x) keepdims=0 axes=-1");
      // A sum has its axes as an operand since 13, the others since 18.
      String form = operator.equals("ReduceSum") ? "(x, a)" : "(x) axes=-2";
      cases.opsets(13).add("x float[2,3,4] 0.5..2; a = int64{-2}; y = " + operator + form);
      cases
          .opsets(20)
          .add("x float[2,3,4] 0.5..2; a = int64{0,-1}; y = " + operator + "(x, a) keepdims=0");
      cases.opsets(28).sameAs(20, "x float[2,3] 0.5..2; a = int64{1}; y = " + operator + "(x, a)");
    }
  }

  /** Operator sets 7 to 20. */
  private static void middle(CaseTable cases) {
    cases
        .opsets(7)
        .add(STATISTICS + "; y = BatchNormalization(x, s, b, m, v)")
        .add(
            "x float[2,4]; y float[4]; z = Greater(x, y)",
            "x float[2,4]; y float[4]; z = Less(x, y)")
        .add(
            "a float[2,3]; b float[2,3]; y = Max(a, b)",
            "a float[2,3]; b float[2,3]; y = Min(a, b)")
        .add("x float[1,5,3,2]; y = LRN(x) size=3", "x float[2,6]; v, i = TopK(x) k=3")
        .opsets(9)
        .add(
            "x float[2,6]; v, i = TopK(x) k=2 axis=0",
            "x float[3,2]; c = bool{1,0,1};" + " y = Compress(x, c) axis=0",
            "c = Constant() value_float=1.5; x float[2]; y = Add(x, c)")
        .add("i int64[2,3] 0..3; d = int64 4; v = float{0,1}; y = OneHot(i, d, v)")
        .add("a float[2,3]; b float[3,4]; c float[4]; y = Gemm(a, b, c)")
        .opsets(8)
        .add("x float[1,2,5,5]; y = MaxPool(x) kernel_shape=2,2 strides=1,2 storage_order=1")
        .opsets(10)
        .add(
            "x float[1,2,6,6]; y = MaxPool(x) kernel_shape=2,2 dilations=2,2 ceil_mode=1 strides=2,2",
            "x float[1,2,6,6]; y = AveragePool(x) kernel_shape=3,3 strides=2,2 ceil_mode=1",
            "x float[2,6]; y = Dropout(x) ratio=0.4; z = Neg(y)")
        .opsets(11)
        .add(
            "a float[2,3]; b float[2,4]; y = Concat(a, b) axis=-1",
            "x float[4,6]; b = int64{1,-4}; e = int64{3,99}; y = Slice(x, b, e)",
            "x float[2,6]; y = Reshape(x, s); s = int64{3,4}",
            "c = Constant() value_float=2.5; x float[2]; y = Mul(x, c)")
        .opsets(12)
        .add(
            "x int32[2,5] -9..9; l = int32 -3; h = int32 4; y = Clip(x, l, h)",
            "x float[2,5]; h = float 0.5; y = Clip(x, , h)",
            "x float[2,6]; r = float 0.4; t = bool 0; y = Dropout(x, r, t); z = Neg(y)",
            "x int32[2,3] 0..9; e float[3] 1..2; y = Pow(x, e)",
            "a int32[2,3]; b int32[3]; y = Max(a, b)",
            "a int32[2,3]; b int32[3]; y = Min(a, b)")
        .opsets(14)
        .add(
            STATISTICS + "; y = BatchNormalization(x, s, b, m, v) training_mode=0",
            "x float[2,3]; i = Identity(x); y = Neg(i)")
        .opsets(15, 28)
        .sameAs(
            18,
            "x float[2,3]; o = Optional(x); h = OptionalHasElement(o);"
                + " g = OptionalGetElement(o); c = Cast(h) to=1; n = Neg(g); y = Mul(n, c)")
        .opsets(19)
        .add(
            "a float[2,3]; b float[3]; y = Equal(a, b)",
            "x float[2,3]; i = Identity(x); y = Neg(i)",
            "c = Constant() value_float=2.5; x float[2]; y = Mul(x, c)")
        .opsets(20)
        .add("x float{1,nan,2}; y = IsNaN(x)");
  }

  /** Operator sets since 21. */
  private static void late(CaseTable cases) {
    cases.opsets(22);
    for (String operator : OF_FLOATS_IN_22) {
      cases.add("x float[2,5] -0.9..0.9; y = " + operator + "(x)");
    }
    cases.add(
        "x float[2,5] 1..3; y = Acosh(x)",
        "x float[1,2,5,5]; y = AveragePool(x) kernel_shape=3,3 strides=2,2",
        "x float[1,2,5,5]; y = MaxPool(x) kernel_shape=3,3 strides=2,2",
        "x float[1,2,5,5] 0.1..2; y = LpPool(x) kernel_shape=2,2",
        "x float[1,2,5,5]; y = GlobalAveragePool(x)",
        "x float[1,2,5,5]; y = GlobalMaxPool(x)",
        "x float[1,3,5,5]; w = float[4,3,3,3]; y = Conv(x, w)",
        "x float[1,3,5,5]; w = float[3,4,3,3]; y = ConvTranspose(x, w)",
        "x float[2,3,4]; s = float[3]; b = float[3]; y = InstanceNormalization(x, s, b)",
        "x float[2,6]; y = Dropout(x); z = Neg(y)",
        "x float[3,4]; e = EyeLike(x) dtype=1; y = Add(x, e)",
        "x float[1,1,2,2]; i = int64{5,7,13,15}[1,1,2,2]; y = MaxUnpool(x, i) kernel_shape=2,2"
            + " strides=2,2");
    cases.sameAs(18, "x float[1,2,5,5] 0.1..2; y = GlobalLpPool(x)");
    String[] plain = {
      "x float[2,3]; y = Cast(x) to=7",
      "x float[2,3]; t = int32[2]; y = CastLike(x, t)",
      "x float[2,3]; c = Constant() value_ints=2,3; y = Reshape(x, c); z = Neg(y)",
      "x float[2,3]; s = Shape(x); f = ConstantOfShape(s); y = Add(x, f)",
      "x float[2,3]; s = Shape(x); f = Cast(s) to=1; g float[2]; y = Mul(g, f)",
      "x float[2,3]; s = Size(x); f = Cast(s) to=1; y = Mul(x, f)",
      "x float[2,3,4]; f = Flatten(x) axis=2; y = Neg(f)",
      "x float[2,3]; i = Identity(x); y = Neg(i)",
      "x float[2,3]; p = int64{0,1,1,0}; y = Pad(x, p)",
      "x float[2,1,3]; a = int64{1}; s = Squeeze(x, a); y = Neg(s)",
      "x float[2,3]; a = int64{-1}; u = Unsqueeze(x, a); y = Neg(u)",
      "x float[2,3,4]; t = Transpose(x) perm=2,0,1; y = Neg(t)",
      "x uint8[2,3] 0..255; s = float 0.1; z = uint8 7; y = DequantizeLinear(x, s, z)",
      "x float[2,3]; s = float 0.1; z = uint8 7; y = QuantizeLinear(x, s, z)"
    };
    cases.opsets(21, 23, 24).add(plain);
    cases.opsets(25).sameAs(24, plain);
    cases
        .opsets(21)
        .add(
            "a uint8[2,3] 0..255; s = float 0.1; z = uint8 7; b uint8[3,4] 0..255;"
                + " y = QLinearMatMul(a, s, z, b, s, z, s, z)")
        .opsets(24)
        .add(
            "q float[2,3,4,6]; k float[2,3,5,6]; v float[2,3,5,7]; n = int64{3,5};"
                + " y = Attention(q, k, v, , , , n)",
            "x float[6,3]; n = int64 2; i = int64 1; s = SplitToSequence(x, n);"
                + " y = SequenceAt(s, i); z = Neg(y)")
        .opsets(25)
        .sameAs(24, "q float[2,3,4,6]; k float[2,3,5,6]; v float[2,3,5,7]; y = Attention(q, k, v)")
        .opsets(27)
        .sameAs(
            24,
            "b = int64 0; e = int64 3; d = int64 1; r = Range(b, e, d); f = Cast(r) to=1;"
                + " x float[3]; y = Mul(x, f)")
        .opsets(28)
        .sameAs(
            24,
            "x uint8[2,3] 0..9; s = uint8{1}; y = BitShift(x, s) direction=LEFT",
            "x float[2,3]; y = Cast(x) to=7",
            "x float[2,3]; y = Celu(x)",
            "x float[3,2]; c = bool{1,0,1}; y = Compress(x, c) axis=0",
            "x float[1,8,2,3]; d = DepthToSpace(x) blocksize=2; y = Neg(d)",
            "x float[1,2,4,6]; d = SpaceToDepth(x) blocksize=2; y = Neg(d)",
            "x uint8[2,3] 0..255; s = float 0.1; z = uint8 7; y = DequantizeLinear(x, s, z)",
            "x float[2,3]; s = float 0.1; z = uint8 7; y = QuantizeLinear(x, s, z)",
            "a float[2,3]; b float[3,4]; y = Einsum(a, b) equation=ij,jk->ik",
            "a int32[2,3] 1..9; b int32[3] 1..9; y = Mod(a, b)",
            "i int64[2,3] 0..3; d = int64 4; v = float{0,1}; y = OneHot(i, d, v)",
            "x float[4,3]; n = int64{1,2,3}; y = ReverseSequence(x, n)");
  }
}
