package dev.npusim.workloads.onnx;

/** Image classifiers of torchvision, batch norms kept. */
final class VisionExports {
  private final TorchScript to;

  VisionExports(TorchScript to) {
    this.to = to;
  }

  private String conv(
      String module, String x, long in, long out, int kernel, int stride, int groups) {
    to.in(module);
    int pad = kernel / 2;
    String attributes =
        String.format(
            "Conv dilations=1,1 group=%d kernel_shape=%2$d,%2$d pads=%3$d,%3$d,%3$d,%3$d strides=%4$d,%4$d",
            groups, kernel, pad, stride);
    return to.op(attributes, x, to.weight(module + ".weight", out, in / groups, kernel, kernel));
  }

  private String norm(String module, String x, long channels, double epsilon) {
    to.in(module);
    return to.op(
        "BatchNormalization epsilon="
            + TorchScript.fixed(epsilon)
            + " momentum=0.9"
            + (to.opset() < 14 ? "" : " training_mode=0"),
        x,
        to.weight(module + ".weight", channels),
        to.weight(module + ".bias", channels),
        to.weight(module + ".running_mean", channels),
        to.numbers(module + ".running_var", 0.5, 1.5, channels));
  }

  private String classifier(String x, long channels, long classes, String... modules) {
    to.in("pool");
    String h = to.op("Flatten axis=1", to.op("GlobalAveragePool", x));
    long in = channels;
    for (String module : modules) {
      String[] parts = module.split(":");
      long out = parts.length > 1 ? Long.parseLong(parts[1]) : classes;
      h = gemm(parts[0], h, in, out);
      h = parts.length > 1 ? hardSwish(h) : h;
      in = out;
    }
    to.output("logits", h);
    return h;
  }

  private String gemm(String module, String x, long in, long out) {
    to.in(module);
    return to.op(
        "Gemm alpha=1.0 beta=1.0 transB=1",
        x,
        to.weight(module + ".weight", out, in),
        to.weight(module + ".bias", out));
  }

  private String hardSwish(String x) {
    if (to.opset() >= 14) {
      return to.op("HardSwish", x);
    }
    String clip = to.op("Clip", to.op("Add", x, to.real(3)), to.real(0), to.real(6));
    return to.op("Div", to.op("Mul", x, clip), to.real(6));
  }

  private String silu(String x) {
    return to.op("Mul", x, to.op("Sigmoid", x));
  }

  /**
   * @param size of the image
   * @param blocks per stage, {@code 3,4,6,3} for ResNet-50
   * @param width of the first stage, 64
   */
  void resnet(Object batch, int size, int[] blocks, int width, int classes) {
    String h = to.input("input", 1, batch, 3, size, size);
    h = conv("conv1", h, 3, width, 7, 2, 1);
    h = to.op("Relu", norm("bn1", h, width, 1e-5));
    to.in("maxpool");
    h = to.op("MaxPool ceil_mode=0 kernel_shape=3,3 pads=1,1,1,1 strides=2,2", h);
    int in = width;
    for (int stage = 0; stage < blocks.length; stage++) {
      int narrow = width << stage;
      for (int block = 0; block < blocks[stage]; block++) {
        String m = "layer" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String a = conv(m + ".conv1", h, in, narrow, 1, 1, 1);
        a = to.op("Relu", norm(m + ".bn1", a, narrow, 1e-5));
        a = conv(m + ".conv2", a, narrow, narrow, 3, stride, 1);
        a = to.op("Relu", norm(m + ".bn2", a, narrow, 1e-5));
        a = norm(m + ".bn3", conv(m + ".conv3", a, narrow, 4 * narrow, 1, 1, 1), 4 * narrow, 1e-5);
        if (block == 0) {
          String s = conv(m + ".downsample.0", h, in, 4 * narrow, 1, stride, 1);
          h = norm(m + ".downsample.1", s, 4 * narrow, 1e-5);
        }
        to.in(m);
        h = to.op("Relu", to.op("Add", a, h));
        in = 4 * narrow;
      }
    }
    classifier(h, in, classes, "fc");
  }

  private static long divisible(double channels) {
    long rounded = Math.max(8, (long) (channels + 4) / 8 * 8);
    return rounded < 0.9 * channels ? rounded + 8 : rounded;
  }

  private String squeeze(
      String module, String fc1, String fc2, String x, long channels, long narrow, boolean hard) {
    to.in(module + ".avgpool");
    String s = to.op("GlobalAveragePool", x);
    s = biased(module + "." + fc1, s, channels, narrow);
    s = hard ? to.op("Relu", s) : silu(s);
    s = biased(module + "." + fc2, s, narrow, channels);
    s = hard ? to.op("HardSigmoid alpha=0.1666666716337204", s) : to.op("Sigmoid", s);
    return to.op("Mul", hard ? new String[] {s, x} : new String[] {s, x});
  }

  private String biased(String module, String x, long in, long out) {
    to.in(module);
    return to.op(
        "Conv dilations=1,1 group=1 kernel_shape=1,1 pads=0,0,0,0 strides=1,1",
        x,
        to.weight(module + ".weight", out, in, 1, 1),
        to.weight(module + ".bias", out));
  }

  /** A. Howard et al., "Searching for MobileNetV3", 2019, table 2 (small). */
  void mobilenetV3Small(Object batch, int size, int classes) {
    // kernel, expanded, outputs, squeeze-and-excitation, hard swish, stride
    int[][] rows = {
      {3, 16, 16, 1, 0, 2},
      {3, 72, 24, 0, 0, 2},
      {3, 88, 24, 0, 0, 1},
      {5, 96, 40, 1, 1, 2},
      {5, 240, 40, 1, 1, 1},
      {5, 240, 40, 1, 1, 1},
      {5, 120, 48, 1, 1, 1},
      {5, 144, 48, 1, 1, 1},
      {5, 288, 96, 1, 1, 2},
      {5, 576, 96, 1, 1, 1},
      {5, 576, 96, 1, 1, 1},
    };
    String h = to.input("input", 1, batch, 3, size, size);
    h = conv("features.0.0", h, 3, 16, 3, 2, 1);
    h = hardSwish(norm("features.0.1", h, 16, 1e-3));
    int in = 16;
    for (int i = 0; i < rows.length; i++) {
      int[] row = rows[i];
      String m = "features." + (i + 1) + ".block.";
      int part = 0;
      String a = h;
      if (row[1] != in) {
        a = norm(m + part + ".1", conv(m + part + ".0", a, in, row[1], 1, 1, 1), row[1], 1e-3);
        a = row[4] == 1 ? hardSwish(a) : to.op("Relu", a);
        part++;
      }
      a = conv(m + part + ".0", a, row[1], row[1], row[0], row[5], row[1]);
      a = norm(m + part + ".1", a, row[1], 1e-3);
      a = row[4] == 1 ? hardSwish(a) : to.op("Relu", a);
      part++;
      if (row[3] == 1) {
        a = squeeze(m + part++, "fc1", "fc2", a, row[1], divisible(row[1] / 4.0), true);
      }
      a = norm(m + part + ".1", conv(m + part + ".0", a, row[1], row[2], 1, 1, 1), row[2], 1e-3);
      to.in("features." + (i + 1));
      h = row[5] == 1 && in == row[2] ? to.op("Add", a, h) : a;
      in = row[2];
    }
    h = norm("features.12.1", conv("features.12.0", h, 96, 576, 1, 1, 1), 576, 1e-3);
    classifier(hardSwish(h), 576, classes, "classifier.0:1024", "classifier.3");
  }

  /** M. Tan, Q. Le, "EfficientNet", 2019, table 1. */
  void efficientnetB0(Object batch, int size, int classes) {
    // expansion, kernel, stride, outputs, layers
    int[][] stages = {
      {1, 3, 1, 16, 1},
      {6, 3, 2, 24, 2},
      {6, 5, 2, 40, 2},
      {6, 3, 2, 80, 3},
      {6, 5, 1, 112, 3},
      {6, 5, 2, 192, 4},
      {6, 3, 1, 320, 1},
    };
    String h = to.input("input", 1, batch, 3, size, size);
    h = silu(norm("features.0.1", conv("features.0.0", h, 3, 32, 3, 2, 1), 32, 1e-5));
    int in = 32;
    for (int stage = 0; stage < stages.length; stage++) {
      int[] row = stages[stage];
      for (int layer = 0; layer < row[4]; layer++) {
        String m = "features." + (stage + 1) + "." + layer + ".block.";
        int stride = layer == 0 ? row[2] : 1;
        int wide = in * row[0];
        int part = 0;
        String a = h;
        if (wide != in) {
          a = silu(norm(m + "0.1", conv(m + "0.0", a, in, wide, 1, 1, 1), wide, 1e-5));
          part++;
        }
        a = conv(m + part + ".0", a, wide, wide, row[1], stride, wide);
        a = silu(norm(m + part++ + ".1", a, wide, 1e-5));
        a = squeeze(m + part++, "fc1", "fc2", a, wide, Math.max(1, in / 4), false);
        a = norm(m + part + ".1", conv(m + part + ".0", a, wide, row[3], 1, 1, 1), row[3], 1e-5);
        to.in("features." + (stage + 1) + "." + layer);
        h = stride == 1 && in == row[3] ? to.op("Add", a, h) : a;
        in = row[3];
      }
    }
    h = silu(norm("features.8.1", conv("features.8.0", h, 320, 1280, 1, 1, 1), 1280, 1e-5));
    classifier(h, 1280, classes, "classifier.1");
  }

  /** Z. Liu et al., "A ConvNet for the 2020s", 2022: channels last but for the convolutions. */
  void convnext(Object batch, int size, int[] depths, int[] widths, int classes) {
    String h = to.input("input", 1, batch, 3, size, size);
    h = patches("features.0.0", h, 3, widths[0], 4);
    h = norm2d("features.0.1", h, widths[0]);
    for (int stage = 0; stage < depths.length; stage++) {
      int c = widths[stage];
      if (stage > 0) {
        String m = "features." + 2 * stage;
        h = norm2d(m + ".0", h, widths[stage - 1]);
        h = patches(m + ".1", h, widths[stage - 1], c, 2);
      }
      for (int block = 0; block < depths[stage]; block++) {
        String m = "features." + (2 * stage + 1) + "." + block;
        to.in(m + ".block.0");
        String a =
            to.op(
                "Conv dilations=1,1 group=" + c + " kernel_shape=7,7 pads=3,3,3,3 strides=1,1",
                h,
                to.weight(m + ".block.0.weight", c, 1, 7, 7),
                to.weight(m + ".block.0.bias", c));
        a = to.op("Transpose perm=0,2,3,1", a);
        a = to.layerNorm(m + ".block.2", a, c, 1e-6);
        a = to.linear(m + ".block.3", a, c, 4L * c);
        a = to.gelu(a);
        a = to.linear(m + ".block.5", a, 4L * c, c);
        a = to.op("Transpose perm=0,3,1,2", a);
        to.in(m);
        a = to.op("Mul", to.weight(m + ".layer_scale", c, 1, 1), a);
        h = to.op("Add", a, h);
      }
    }
    int last = widths[widths.length - 1];
    to.in("avgpool");
    h = norm2d("classifier.0", to.op("GlobalAveragePool", h), last);
    to.in("classifier.1");
    h = to.op("Flatten axis=1", h);
    to.output("logits", gemm("classifier.2", h, last, classes));
  }

  private String patches(String module, String x, long in, long out, int size) {
    to.in(module);
    return to.op(
        String.format("Conv kernel_shape=%1$d,%1$d strides=%1$d,%1$d", size),
        x,
        to.weight(module + ".weight", out, in, size, size),
        to.weight(module + ".bias", out));
  }

  private String norm2d(String module, String x, long channels) {
    to.in(module);
    String last = to.op("Transpose perm=0,2,3,1", x);
    return to.op("Transpose perm=0,3,1,2", to.layerNorm(module, last, channels, 1e-6));
  }
}
