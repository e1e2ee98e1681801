package dev.npusim.workloads.onnx;

import java.util.List;

/** Models between images: a U-Net of diffusers, windows of Swin, the tail of a YOLO, tf2onnx. */
final class ImageExports {
  private final TorchScript to;

  ImageExports(TorchScript to) {
    this.to = to;
  }

  private String conv(String module, String x, long in, long out, int kernel, int stride) {
    to.in(module);
    String attributes =
        String.format(
            "Conv dilations=1,1 group=1 kernel_shape=%1$d,%1$d pads=%2$d,%2$d,%2$d,%2$d strides=%3$d,%3$d",
            kernel, kernel / 2, stride);
    return to.op(
        attributes,
        x,
        to.weight(module + ".weight", out, in, kernel, kernel),
        to.weight(module + ".bias", out));
  }

  private String groupNorm(String module, String x, long channels, int groups) {
    to.in(module);
    double[] ones = new double[groups];
    java.util.Arrays.fill(ones, 1);
    String rows = to.op("Reshape", x, to.ints(0, groups, -1));
    String normed =
        to.op(
            "InstanceNormalization epsilon=0.000001",
            rows,
            to.numbers(module + "_ones", ones, groups),
            to.numbers(module + "_zeros", new double[groups], groups));
    String y = to.op("Reshape", normed, to.op("Shape", x));
    String scale = to.op("Unsqueeze", to.weight(module + ".weight", channels), to.ints(1, 2));
    String shift = to.op("Unsqueeze", to.weight(module + ".bias", channels), to.ints(1, 2));
    return to.op("Add", to.op("Mul", y, scale), shift);
  }

  private String silu(String x) {
    return to.op("Mul", x, to.op("Sigmoid", x));
  }

  private String resnet(String m, String x, String time, long in, long out) {
    String h = conv(m + ".conv1", silu(groupNorm(m + ".norm1", x, in, 2)), in, out, 3, 1);
    to.in(m + ".time_emb_proj");
    String t =
        to.op(
            "Gemm alpha=1.0 beta=1.0 transB=1",
            silu(time),
            to.weight(m + ".time_emb_proj.weight", out, 8),
            to.weight(m + ".time_emb_proj.bias", out));
    to.in(m);
    t = to.op("Unsqueeze", to.op("Unsqueeze", t, to.ints(2)), to.ints(3));
    h = to.op("Add", h, t);
    h = conv(m + ".conv2", silu(groupNorm(m + ".norm2", h, out, 2)), out, out, 3, 1);
    String same = in == out ? x : conv(m + ".conv_shortcut", x, in, out, 1, 1);
    to.in(m);
    return to.op("Div", to.op("Add", same, h), to.real(1));
  }

  /** scaled_dot_product_attention as torch spells it since operator set 14. */
  private String attention(String m, String x, String context, long width, long given, int heads) {
    String q = to.project(m + ".to_q", x, width, width);
    String k = to.project(m + ".to_k", context, given, width);
    String v = to.project(m + ".to_v", context, given, width);
    to.in(m);
    String batch = to.extent(x, 0);
    String each = to.op("Div", to.extent(k, 2), to.integer(heads));
    q = to.op("Transpose perm=0,2,1,3", to.reshape(q, batch, -1, heads, each));
    k = to.op("Transpose perm=0,2,1,3", to.reshape(k, batch, -1, heads, each));
    v = to.op("Transpose perm=0,2,1,3", to.reshape(v, batch, -1, heads, each));
    String size = to.op("Slice", to.op("Shape", q), to.ints(-1), to.ints(Long.MAX_VALUE));
    String scale = to.op("Div", to.real(1), to.op("Sqrt", to.op("Cast to=1", size)));
    String turned = to.op("Transpose perm=0,1,3,2", k);
    String left = to.op("Mul", q, to.op("Sqrt", scale));
    String right = to.op("Mul", turned, to.op("Sqrt", scale));
    String p = to.op("Softmax axis=-1", to.op("MatMul", left, right));
    String o = to.op("Transpose perm=0,2,1,3", to.op("MatMul", p, v));
    o = to.reshape(o, batch, -1, to.op("Mul", to.integer(heads), each));
    return to.linear(m + ".to_out.0", o, width, width);
  }

  private String transformer(String m, String x, String context, long width, int heads) {
    to.in(m);
    String batch = to.extent(x, 0);
    String height = to.extent(x, 2);
    String columns = to.extent(x, 3);
    String h = groupNorm(m + ".norm", x, width, 2);
    h = conv(m + ".proj_in", h, width, width, 1, 1);
    to.in(m);
    h = to.op("Transpose perm=0,2,3,1", h);
    h = to.reshape(h, batch, to.op("Mul", height, columns), width);
    String b = m + ".transformer_blocks.0";
    String a = to.layerNorm(b + ".norm1", h, width, 1e-5);
    h = to.op("Add", attention(b + ".attn1", a, a, width, width, heads), h);
    a = to.layerNorm(b + ".norm2", h, width, 1e-5);
    h = to.op("Add", attention(b + ".attn2", a, context, width, 6, heads), h);
    a = to.layerNorm(b + ".norm3", h, width, 1e-5);
    a = to.linear(b + ".ff.net.0.proj", a, width, 8 * width);
    to.in(b + ".ff.net.0");
    String whole = to.extent(a, 2);
    String half = to.op("Div", to.op("Add", whole, to.integer(1)), to.integer(2));
    String at = to.op("Unsqueeze", half, to.ints(0));
    String end = to.op("Mul", at, to.ints(2));
    String value = to.op("Slice", a, to.ints(0), at, to.ints(2));
    String gate = to.op("Slice", a, at, end, to.ints(2));
    a = to.op("Mul", value, to.gelu(gate));
    h = to.op("Add", to.linear(b + ".ff.net.2", a, 4 * width, width), h);
    to.in(m);
    h = to.reshape(h, batch, height, columns, width);
    h = to.op("Transpose perm=0,3,1,2", h);
    h = conv(m + ".proj_out", h, width, width, 1, 1);
    return to.op("Add", h, x);
  }

  /** Open axes for batch, extents and words. */
  void unet() {
    String sample = to.input("sample", 1, "batch", 4, "height", "width");
    String time = to.input("temb", 1, "batch", 8);
    String context = to.input("context", 1, "batch", "words", 6);
    String a = conv("conv_in", sample, 4, 8, 3, 1);
    String b = resnet("down_blocks.0.resnets.0", a, time, 8, 8);
    b = transformer("down_blocks.0.attentions.0", b, context, 8, 2);
    String c = conv("down_blocks.0.downsamplers.0.conv", b, 8, 8, 3, 2);
    String d = resnet("mid_block.resnets.0", c, time, 8, 12);
    to.in("up_blocks.0.upsamplers.0");
    String up =
        to.op(
            "Resize coordinate_transformation_mode=asymmetric cubic_coeff_a=-0.75 mode=nearest"
                + " nearest_mode=floor",
            d,
            region(),
            to.numbers("up_scales", new double[] {1, 1, 2, 2}, 4));
    up = conv("up_blocks.0.upsamplers.0.conv", up, 12, 12, 3, 1);
    to.in("up_blocks.0");
    String joined = to.op("Concat axis=1", up, b);
    String e = resnet("up_blocks.0.resnets.0", joined, time, 20, 8);
    to.in("up_blocks.0");
    e = resnet("up_blocks.0.resnets.1", to.op("Concat axis=1", e, a), time, 16, 8);
    String y = conv("conv_out", silu(groupNorm("conv_norm_out", e, 8, 2)), 8, 4, 3, 1);
    to.output("out", y);
  }

  /** The region of a Resize, which old operator sets require, be it empty. */
  private String region() {
    return to.opset() < 13 ? to.numbers("roi", new double[0], 0) : "";
  }

  /** A block of Swin on B,8,8,C: windows of 4 x 4 shifted by 2, biases and masks. */
  void swin() {
    int c = 8;
    int heads = 2;
    String x = to.input("x", 1, 2, 8, 8, c);
    String h = to.layerNorm("norm1", x, c, 1e-5);
    to.in("attn");
    h = to.op("Concat axis=1", to.slice(h, 1, 2, 8), to.slice(h, 1, 0, 2));
    h = to.op("Concat axis=2", to.slice(h, 2, 2, 8), to.slice(h, 2, 0, 2));
    h = to.op("Reshape", h, to.ints(2, 2, 4, 2, 4, c));
    h = to.op("Reshape", to.op("Transpose perm=0,1,3,2,4,5", h), to.ints(8, 16, c));
    String packed = to.linear("attn.qkv", h, c, 3 * c);
    to.in("attn");
    packed = to.op("Reshape", packed, to.ints(8, 16, 3, heads, c / heads));
    packed = to.op("Transpose perm=2,0,3,1,4", packed);
    String q = to.op("Gather axis=0", packed, to.integer(0));
    String k = to.op("Gather axis=0", packed, to.integer(1));
    String v = to.op("Gather axis=0", packed, to.integer(2));
    q = to.op("Mul", q, to.real(1 / Math.sqrt(c / heads)));
    String scores = to.op("MatMul", q, to.op("Transpose perm=0,1,3,2", k));
    long[] places = new long[256];
    for (int i = 0; i < 256; i++) {
      int from = i / 16;
      int at = i % 16;
      places[i] = (from / 4 - at / 4 + 3) * 7L + from % 4 - at % 4 + 3;
    }
    String table = to.weight("attn.relative_position_bias_table", 49, heads);
    String bias = to.op("Gather axis=0", table, to.ints(places));
    bias = to.op("Transpose perm=2,0,1", to.op("Reshape", bias, to.ints(16, 16, heads)));
    scores = to.op("Add", scores, to.op("Unsqueeze", bias, to.ints(0)));
    double[] hidden = new double[4 * 256];
    for (int i = 0; i < hidden.length; i++) {
      int window = i / 256;
      boolean apart =
          (window % 2 == 1 && (i / 16 % 4 < 2) != (i % 4 < 2))
              || (window > 1 && (i / 64 % 4 < 2) != (i / 4 % 4 < 2));
      hidden[i] = apart ? -100 : 0;
    }
    String mask = to.numbers("attn.mask", hidden, 1, 4, 1, 16, 16);
    scores = to.op("Reshape", scores, to.ints(2, 4, heads, 16, 16));
    scores = to.op("Reshape", to.op("Add", scores, mask), to.ints(-1, heads, 16, 16));
    String o = to.op("MatMul", to.op("Softmax axis=-1", scores), v);
    o = to.op("Reshape", to.op("Transpose perm=0,2,1,3", o), to.ints(8, 16, c));
    o = to.linear("attn.proj", o, c, c);
    to.in("attn");
    o = to.op("Reshape", o, to.ints(2, 2, 2, 4, 4, c));
    o = to.op("Reshape", to.op("Transpose perm=0,1,3,2,4,5", o), to.ints(2, 8, 8, c));
    o = to.op("Concat axis=1", to.slice(o, 1, 6, 8), to.slice(o, 1, 0, 6));
    o = to.op("Concat axis=2", to.slice(o, 2, 6, 8), to.slice(o, 2, 0, 6));
    h = to.op("Add", x, o);
    String f = to.linear("mlp.0", to.layerNorm("norm2", h, c, 1e-5), c, 4 * c);
    to.output("y", to.op("Add", h, to.linear("mlp.3", to.gelu(f), 4 * c, c)));
  }

  private String block(String m, String x, long in, long out, int kernel, int stride) {
    return silu(conv(m, x, in, out, kernel, stride));
  }

  /** Blocks of a YOLO: split and joined branches, pyramid of pools, upsampling, box decoding. */
  void yolo() {
    String x = to.input("images", 1, 1, 3, 32, 32);
    String h = block("model.0.conv", x, 3, 8, 3, 2);
    h = block("model.2.cv1.conv", block("model.1.conv", h, 8, 16, 3, 2), 16, 16, 1, 1);
    to.in("model.2");
    List<String> halves =
        to.opset() >= 13
            ? to.ops(2, "Split axis=1", h, to.ints(8, 8))
            : to.ops(2, "Split axis=1 split=8,8", h);
    String b = block("model.2.m.0.cv1.conv", halves.get(1), 8, 8, 3, 1);
    b = to.op("Add", halves.get(1), block("model.2.m.0.cv2.conv", b, 8, 8, 3, 1));
    to.in("model.2");
    String p2 = to.op("Concat axis=1", halves.get(0), halves.get(1), b);
    p2 = block("model.2.cv2.conv", p2, 24, 16, 1, 1);
    String p3 = block("model.3.conv", p2, 16, 16, 3, 2);
    p3 = block("model.4.cv1.conv", p3, 16, 8, 1, 1);
    to.in("model.4.m");
    String pool = "MaxPool ceil_mode=0 kernel_shape=5,5 pads=2,2,2,2 strides=1,1";
    String one = to.op(pool, p3);
    String two = to.op(pool, one);
    p3 = to.op("Concat axis=1", p3, one, two, to.op(pool, two));
    p3 = block("model.4.cv2.conv", p3, 32, 16, 1, 1);
    to.in("model.5");
    String up =
        to.op(
            "Resize coordinate_transformation_mode=asymmetric mode=nearest nearest_mode=floor",
            p3,
            region(),
            to.numbers("up", new double[] {1, 1, 2, 2}, 4));
    String head = block("model.6.conv", to.op("Concat axis=1", up, p2), 32, 16, 3, 1);
    String large = conv("model.7.cv.0", head, 16, 16 + 5, 1, 1);
    String small = conv("model.7.cv.1", p3, 16, 16 + 5, 1, 1);
    to.in("model.7");
    large = to.op("Reshape", large, to.ints(1, 21, -1));
    small = to.op("Reshape", small, to.ints(1, 21, -1));
    String all = to.op("Concat axis=2", large, small);
    List<String> parts =
        to.opset() >= 13
            ? to.ops(2, "Split axis=1", all, to.ints(16, 5))
            : to.ops(2, "Split axis=1 split=16,5", all);
    String boxes = to.op("Reshape", parts.get(0), to.ints(1, 4, 4, 80));
    boxes = to.op("Softmax axis=1", to.op("Transpose perm=0,2,1,3", boxes));
    String steps = to.numbers("model.7.dfl", new double[] {0, 1, 2, 3}, 1, 4, 1, 1);
    boxes = to.op("Reshape", to.op("Conv", boxes, steps), to.ints(1, 4, 80));
    String start = to.slice(boxes, 1, 0, 2);
    String end = to.slice(boxes, 1, 2, 4);
    double[] anchors = new double[160];
    for (int i = 0; i < anchors.length; i++) {
      anchors[i] = i % 8 + 0.5;
    }
    String centre = to.numbers("model.7.anchors", anchors, 1, 2, 80);
    start = to.op("Sub", centre, start);
    end = to.op("Add", centre, end);
    String middle = to.op("Div", to.op("Add", start, end), to.real(2));
    String box = to.op("Concat axis=1", middle, to.op("Sub", end, start));
    String y = to.op("Concat axis=1", box, to.op("Sigmoid", parts.get(1)));
    String turned = to.op("Transpose perm=0,2,1", y);
    String scores = to.op("ReduceMax axes=-1 keepdims=0", to.slice(turned, 2, 4, 9));
    List<String> best = to.ops(2, "TopK axis=-1 largest=1 sorted=1", scores, to.ints(5));
    to.output("output0", y);
    to.output("best", best.get(0));
  }

  /**
   * Channels last but for the convolutions, norms kept, padding apart, as tf2onnx leaves MobileNet.
   */
  void channelsLast() {
    String x = to.input("image", 1, "batch", 16, 16, 3);
    to.in("model.stem");
    String h = to.op("Transpose perm=0,3,1,2", x);
    h = to.op("Pad mode=constant", h, to.ints(0, 0, 0, 0, 0, 0, 1, 1), to.real(0));
    h = to.op("Conv kernel_shape=3,3 strides=2,2", h, to.weight("stem/kernel", 8, 3, 3, 3));
    h = relu6(norm("stem", h, 8));
    h =
        to.op(
            "Conv auto_pad=SAME_UPPER group=8 kernel_shape=3,3 strides=2,2",
            h,
            to.weight("depthwise/kernel", 8, 1, 3, 3));
    h = to.op("Transpose perm=0,2,3,1", relu6(norm("depthwise", h, 8)));
    h = to.op("Transpose perm=0,3,1,2", h);
    h =
        norm(
            "project",
            to.op("Conv kernel_shape=1,1", h, to.weight("project/kernel", 12, 8, 1, 1)),
            12);
    h = to.op("Transpose perm=0,2,3,1", h);
    String s = to.op("ReduceMean axes=1,2 keepdims=0", h);
    s = to.op("Reshape", s, to.ints(-1, 1, 1, 12));
    s = to.op("MatMul", s, to.weight("gate/kernel", 12, 12));
    s = to.op("Sigmoid", to.op("Add", s, to.weight("gate/bias", 12)));
    h = to.op("Mul", h, s);
    h = to.op("ReduceMean axes=1,2 keepdims=0", h);
    h =
        to.op(
            "Add",
            to.op("MatMul", h, to.weight("dense/kernel", 12, 10)),
            to.weight("dense/bias", 10));
    to.output("probabilities", to.op("Softmax axis=-1", h));
  }

  private String relu6(String x) {
    return to.op("Clip", x, to.real(0), to.real(6));
  }

  private String norm(String name, String x, long channels) {
    return to.op(
        "BatchNormalization epsilon=0.001",
        x,
        to.weight(name + "/gamma", channels),
        to.weight(name + "/beta", channels),
        to.weight(name + "/moving_mean", channels),
        to.numbers(name + "/moving_variance", 0.5, 1.5, channels));
  }

  /** A small encoder and decoder with transposed convolutions and norms. */
  void segmenter() {
    String x = to.input("image", 1, "batch", 3, "height", "width");
    String h = conv("enc.0", x, 3, 8, 3, 2);
    h = to.op("Relu", norm("enc.1", h, 8));
    String d = to.op("Relu", norm("enc.3", conv("enc.2", h, 8, 12, 3, 2), 12));
    to.in("dec.0");
    d =
        to.op(
            "ConvTranspose dilations=1,1 group=1 kernel_shape=2,2 pads=0,0,0,0 strides=2,2",
            d,
            to.weight("dec.0.weight", 12, 8, 2, 2),
            to.weight("dec.0.bias", 8));
    d = to.op("Relu", norm("dec.1", d, 8));
    d = to.op("Concat axis=1", d, h);
    d =
        to.op(
            "ConvTranspose kernel_shape=3,3 output_padding=1,1 pads=1,1,1,1 strides=2,2",
            d,
            to.weight("dec.2.weight", 16, 4, 3, 3));
    d = to.op("Relu", norm("dec.3", d, 4));
    String y = conv("dec.4", d, 4, 5, 1, 1);
    to.in("dec.5");
    String height = to.op("Unsqueeze", to.extent(x, 2), to.ints(0));
    String width = to.op("Unsqueeze", to.extent(x, 3), to.ints(0));
    String first = to.op("Slice", to.op("Shape", y), to.ints(0), to.ints(2), to.ints(0));
    String sizes = to.op("Concat axis=0", first, height, width);
    to.output(
        "classes",
        to.op("Resize coordinate_transformation_mode=half_pixel mode=linear", y, "", "", sizes));
  }
}
