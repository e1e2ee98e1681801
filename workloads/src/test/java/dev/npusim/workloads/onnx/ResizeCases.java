package dev.npusim.workloads.onnx;

/** Resizing in every mode. */
final class ResizeCases {
  private ResizeCases() {}

  static CaseTable table() {
    return new CaseTable("resize")
        .opsets(7)
        .add("x float[1,2,3,4]; y = Upsample(x) scales=1.0,1.0,2.0,2.0")
        .opsets(9)
        .add(
            "x float[1,2,3,4]; s = float{1,1,2,2}; y = Upsample(x, s)",
            "x float[1,2,3,4]; s = float{1,1,2,3}; y = Upsample(x, s) mode=linear")
        .opsets(10)
        .add(
            "x float[1,2,3,4]; s = float{1,1,2,2}; y = Resize(x, s)",
            "x float[1,2,3,4]; s = float{1,1,2,3}; y = Resize(x, s) mode=linear",
            "x float[1,2,6,8]; s = float{1,1,0.5,0.5}; y = Resize(x, s)")
        .opsets(11, 13, 18, 19)
        .each(
            "x float[1,2,3,4]; e = float{}[0]; s = float{1,1,2,2}; y = Resize(x, e, s)%s",
            "",
            " coordinate_transformation_mode=asymmetric nearest_mode=floor",
            " coordinate_transformation_mode=asymmetric nearest_mode=ceil",
            " nearest_mode=round_prefer_ceil",
            " coordinate_transformation_mode=align_corners nearest_mode=floor",
            " mode=linear",
            " mode=linear coordinate_transformation_mode=asymmetric",
            " mode=linear coordinate_transformation_mode=align_corners",
            " mode=linear coordinate_transformation_mode=pytorch_half_pixel",
            " mode=cubic",
            " mode=cubic cubic_coeff_a=-0.5",
            " mode=cubic coordinate_transformation_mode=asymmetric",
            " mode=cubic coordinate_transformation_mode=align_corners")
        .each(
            "x float[1,2,5,7]; e = float{}[0]; z = int64{1,2,8,5}; y = Resize(x, e, e, z)%s",
            " coordinate_transformation_mode=asymmetric nearest_mode=floor",
            " mode=linear",
            " mode=linear coordinate_transformation_mode=align_corners",
            " mode=cubic",
            " mode=cubic coordinate_transformation_mode=asymmetric")
        .each(
            "x float[1,2,6,8]; e = float{}[0]; s = float{1,1,0.6,1.7}; y = Resize(x, e, s)%s",
            " coordinate_transformation_mode=asymmetric nearest_mode=floor",
            " mode=linear",
            " mode=linear coordinate_transformation_mode=asymmetric",
            " mode=cubic")
        .opsets(19)
        .add(
            "x float[1,2,6,8]; s = float{1,1,0.6,1.7};"
                + " y = Resize(x, , s) mode=linear coordinate_transformation_mode=half_pixel_symmetric")
        .opsets(18)
        .add(
            "x float[1,2,3,4]; s = float{2,2}; y = Resize(x, , s) axes=2,3",
            "x float[1,2,3,4]; z = int64{6,7}; y = Resize(x, , , z) axes=2,3 mode=linear",
            "x float[1,2,3,4]; z = int64{8,6}; y = Resize(x, , , z) axes=3,2 mode=linear",
            "x float[1,2,3,4]; z = int64{7,7}; y = Resize(x, , , z) axes=2,3 mode=linear"
                + " keep_aspect_ratio_policy=not_larger",
            "x float[1,2,3,4]; z = int64{7,7}; y = Resize(x, , , z) axes=2,3 mode=linear"
                + " keep_aspect_ratio_policy=not_smaller",
            "x float[1,2,6]; s = float{1,1,2}; y = Resize(x, , s) mode=linear",
            "x float[1,3,4,2]; s = float{1,2,2,1}; y = Resize(x, , s)"
                + " coordinate_transformation_mode=asymmetric nearest_mode=floor")
        .opsets(18)
        .add(
            "x float[1,2,3,4]; w = float[3,2,3,3]; s = float{1,1,2,2}; u = Resize(x, , s)"
                + " coordinate_transformation_mode=asymmetric nearest_mode=floor; y = Conv(u, w)");
  }
}
