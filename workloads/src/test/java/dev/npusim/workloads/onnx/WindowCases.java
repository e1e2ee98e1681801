package dev.npusim.workloads.onnx;

/** Pooling and patches. */
final class WindowCases {
  private WindowCases() {}

  static CaseTable table() {
    return new CaseTable("window")
        .opsets(7, 11, 19)
        .each(
            "x float[2,3,7,8]; y = %s",
            "MaxPool(x) kernel_shape=3,3",
            "MaxPool(x) kernel_shape=3,2 strides=2,2 pads=1,0,1,1",
            "MaxPool(x) kernel_shape=3,3 strides=2,2 auto_pad=SAME_UPPER",
            "MaxPool(x) kernel_shape=2,2 strides=2,3 auto_pad=SAME_LOWER",
            "MaxPool(x) kernel_shape=2,2 auto_pad=VALID strides=2,2",
            "AveragePool(x) kernel_shape=3,3",
            "AveragePool(x) kernel_shape=3,2 strides=2,2 pads=1,0,1,1",
            "AveragePool(x) kernel_shape=3,3 strides=2,2 pads=1,1,1,1 count_include_pad=1",
            "AveragePool(x) kernel_shape=3,3 strides=2,2 auto_pad=SAME_UPPER",
            "AveragePool(x) kernel_shape=2,2 strides=2,3 auto_pad=SAME_LOWER count_include_pad=1",
            "GlobalAveragePool(x)",
            "GlobalMaxPool(x)",
            "LpPool(x) kernel_shape=3,2",
            "LpPool(x) kernel_shape=3,3 strides=2,1 pads=1,1,1,1",
            "GlobalLpPool(x)")
        .opsets(11, 19)
        .each(
            "x float[2,3,7,8]; y = %s",
            "MaxPool(x) kernel_shape=3,3 strides=2,2 ceil_mode=1",
            "MaxPool(x) kernel_shape=3,3 strides=3,3 pads=1,1,1,1 ceil_mode=1",
            "MaxPool(x) kernel_shape=2,3 dilations=2,1 strides=1,2",
            "MaxPool(x) kernel_shape=2,3 dilations=3,2 pads=1,2,0,1",
            "AveragePool(x) kernel_shape=3,3 strides=2,2 ceil_mode=1",
            "AveragePool(x) kernel_shape=2,2 strides=3,3 ceil_mode=1",
            "AveragePool(x) kernel_shape=3,3 strides=3,3 pads=1,1,1,1 ceil_mode=1")
        .opsets(19)
        .each(
            "x float[2,3,7,8]; y = %s",
            "AveragePool(x) kernel_shape=2,3 dilations=2,1 strides=1,2",
            "AveragePool(x) kernel_shape=3,3 strides=2,2 ceil_mode=1 count_include_pad=1",
            "AveragePool(x) kernel_shape=3,3 strides=3,3 pads=1,1,1,1 ceil_mode=1"
                + " count_include_pad=1")
        .opsets(11)
        .add(
            "x float[2,3,9]; y = MaxPool(x) kernel_shape=3, strides=2, pads=1,1",
            "x float[2,3,9]; y = AveragePool(x) kernel_shape=3, strides=2, pads=1,1",
            "x float[2,3,9]; y = GlobalAveragePool(x)",
            "x float[1,2,4,5,4]; y = MaxPool(x) kernel_shape=2,2,2 strides=2,1,2",
            "x float[1,2,4,5,4]; y = AveragePool(x) kernel_shape=2,2,2 strides=2,1,2",
            "x float[1,2,4,5,4]; y = GlobalAveragePool(x)",
            "x float[2,3,7,8]; y = LpPool(x) kernel_shape=2,2 p=1",
            "x float[2,3,7,8]; y = GlobalLpPool(x) p=1")
        .opsets(9, 11)
        .add(
            "x float[1,2,2,2]; i = int64{0,7,9,10,17,22,24,31}[1,2,2,2];"
                + " y = MaxUnpool(x, i) kernel_shape=2,2 strides=2,2")
        .opsets(18)
        .add(
            "x float[1,12,9]; s = int64{4,4}; k = int64{2,2}; y = Col2Im(x, s, k)",
            "x float[1,12,4]; s = int64{4,4}; k = int64{2,2}; y = Col2Im(x, s, k) strides=2,2",
            "x float[2,18,9]; s = int64{5,5}; k = int64{3,3};"
                + " y = Col2Im(x, s, k) strides=2,2 pads=1,1,1,1")
        .opsets(20)
        .add("t float[1,2,3]; s = int64{1,2,4,5}; y = AffineGrid(t, s)");
  }
}
