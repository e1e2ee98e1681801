package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.workloads.Workloads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Models small enough to schedule many times. */
public final class TestModels {
  private TestModels() {}

  /** One denoising step of Stable Diffusion 1.5 on a small latent; all of its weights. */
  public static Graph stableDiffusion(int latent) {
    return Workloads.load("sd15-unet", Map.of("latent", "" + latent)).graph();
  }

  /** A chain of layers under construction. */
  public static final class Net {
    public final GraphBuilder graph;

    public Net(String name) {
      this.graph = new GraphBuilder(name);
    }

    public Value conv(String name, Value x, int outputs, int kernel, int stride, int groups) {
      Window window = Window.of(kernel, stride, kernel / 2);
      return graph.add(
          name,
          "",
          new Convolution(window, window, groups),
          x,
          GraphBuilder.parameter(name + ".w", outputs, x.type().columns() / groups, kernel, kernel),
          GraphBuilder.parameter(name + ".b", outputs));
    }

    public Value linear(String name, Value x, long outputs) {
      return graph.add(
          name,
          "",
          new Linear(),
          x,
          GraphBuilder.parameter(name + ".w", outputs, x.type().columns()));
    }

    public Value unary(String name, Unary.Function function, Value x) {
      return graph.add(name, "", new Unary(function), x);
    }

    public Value add(String name, Value a, Value b) {
      return graph.add(name, "", new Binary(Binary.Function.ADD), a, b);
    }

    public Value norm(String name, Normalization norm, Value x) {
      return graph.add(name, "", norm, x, GraphBuilder.parameter(name + ".g", x.type().columns()));
    }

    /** norm, silu, conv, twice, and the input added. */
    Value residual(String name, Value x, int channels) {
      Value h = norm(name + ".norm1", Normalization.group(4), x);
      h = conv(name + ".conv1", unary(name + ".act1", Unary.Function.SILU, h), channels, 3, 1, 1);
      h = norm(name + ".norm2", Normalization.group(4), h);
      h = conv(name + ".conv2", unary(name + ".act2", Unary.Function.SILU, h), channels, 3, 1, 1);
      Value same = x.type().columns() == channels ? x : conv(name + ".same", x, channels, 1, 1, 1);
      return add(name + ".add", h, same);
    }

    /** Self-attention over the positions of an image. */
    Value attention(String name, Value x, int heads) {
      Shape s = x.type().shape();
      Value tokens =
          graph.add(
              name + ".in",
              "",
              new Reshape(TensorType.rowMajor(s.dim(0), s.dim(2) * s.dim(3), s.dim(1))),
              x);
      Value h = norm(name + ".norm", Normalization.layer(), tokens);
      int head = Math.toIntExact(s.dim(1)) / heads;
      Value q = linear(name + ".q", h, s.dim(1));
      Value k = linear(name + ".k", h, s.dim(1));
      Value v = linear(name + ".v", h, s.dim(1));
      h = graph.add(name, "", new Attention(heads, heads, head, head, false), q, k, v);
      h = add(name + ".add", linear(name + ".o", h, s.dim(1)), tokens);
      Value wide = linear(name + ".wide", h, 4 * s.dim(1));
      Value gated = graph.add(name + ".gate", "", new Gated(Unary.Function.GELU, true), wide);
      h = add(name + ".add2", linear(name + ".narrow", gated, s.dim(1)), h);
      return graph.add(name + ".out", "", new Reshape(x.type()), h);
    }
  }

  /** An encoder and decoder with a skip per stage and attention in the middle. */
  public static Graph unet(int size, int channels, int stages) {
    Net net = new Net("unet");
    Value h = net.graph.input("x", TensorType.image(1, 4, size, size));
    Deque<Value> skips = new ArrayDeque<>();
    h = net.conv("conv_in", h, channels, 3, 1, 1);
    skips.push(h);
    for (int stage = 0; stage < stages; stage++) {
      h = net.residual("down" + stage, h, channels << stage);
      skips.push(h);
      h = net.conv("half" + stage, h, channels << stage, 3, 2, 1);
    }
    h = net.residual("middle", h, channels << stages - 1);
    h = net.attention("attention", h, 4);
    for (int stage = stages - 1; stage >= 0; stage--) {
      Shape s = h.type().shape();
      h =
          net.graph.add(
              "double" + stage,
              "",
              new Resize(Resize.Filter.NEAREST, 2 * s.dim(2), 2 * s.dim(3)),
              h);
      h = net.graph.add("join" + stage, "", new Concat(1), h, skips.pop());
      h = net.residual("up" + stage, h, channels << stage);
    }
    h = net.graph.add("join", "", new Concat(1), h, skips.pop());
    h = net.norm("norm_out", Normalization.group(4), h);
    net.graph.output(
        net.conv("conv_out", net.unary("act_out", Unary.Function.SILU, h), 4, 3, 1, 1));
    return net.graph.build();
  }

  /** An image that is enlarged, twice as large as fits, in front of a convolution. */
  public static Graph enlarged() {
    Net net = new Net("enlarged");
    Value h = net.conv("in", net.graph.input("x", TensorType.image(1, 8, 8, 256)), 64, 3, 1, 1);
    h = net.norm("norm", Normalization.group(4), h);
    h = net.graph.add("double", "", new Resize(Resize.Filter.NEAREST, 16, 512), h);
    net.graph.output(net.conv("out", h, 64, 3, 1, 1));
    return net.graph.build();
  }

  /** Inverted residuals: pointwise, depthwise, pointwise, and the input added. */
  public static Graph mobile() {
    Net net = new Net("mobile");
    Value h = net.graph.input("x", TensorType.image(1, 3, 64, 64));
    h = net.unary("stem.act", Unary.Function.CLIP, net.conv("stem", h, 16, 3, 2, 1));
    for (int block = 0; block < 4; block++) {
      String name = "block" + block;
      int stride = block == 1 ? 2 : 1;
      int outputs = block < 1 ? 16 : 24;
      Value x = h;
      h = net.unary(name + ".act1", Unary.Function.CLIP, net.conv(name + ".up", x, 96, 1, 1, 1));
      h = net.conv(name + ".depthwise", h, 96, 3, stride, 96);
      h = net.unary(name + ".act2", Unary.Function.CLIP, h);
      h = net.conv(name + ".down", h, outputs, 1, 1, 1);
      if (x.type().equals(h.type())) {
        h = net.add(name + ".add", h, x);
      }
    }
    Window two = Window.of(2, 2, 0);
    h = net.graph.add("pool", "", new Pool(Pool.Function.MAX, two, two), h);
    h =
        net.graph.add(
            "mean", "", new Reduce(Reduce.Function.MEAN, ImmutableList.of(2, 3), false), h);
    net.graph.output(net.linear("classes", h, 100));
    return net.graph.build();
  }

  /** Convolutions in groups of several channels, with residuals. */
  public static Graph grouped() {
    Net net = new Net("grouped");
    Value h = net.graph.input("x", TensorType.image(2, 32, 14, 14));
    for (int block = 0; block < 2; block++) {
      String name = "block" + block;
      Value x = h;
      h = net.unary(name + ".act1", Unary.Function.RELU, net.conv(name + ".c1", x, 64, 1, 1, 1));
      h = net.conv(name + ".c2", h, 64, 3, 1, 8);
      h = net.unary(name + ".act2", Unary.Function.RELU, h);
      h = net.add(name + ".add", net.conv(name + ".c3", h, 32, 1, 1, 1), x);
    }
    net.graph.output(h);
    return net.graph.build();
  }

  /** Of a stored sequence of a x b x c elements, the first two axes swapped. */
  private static Permute turned(TensorType target, long a, long b, long c) {
    return new Permute(target, ImmutableLongArray.of(a, b, c), ImmutableList.of(1, 0, 2));
  }

  /** Attention as exporters write it: transposes, products and a softmax. */
  public static Graph unfusedAttention() {
    int tokens = 48;
    int heads = 4;
    int head = 16;
    Net net = new Net("unfused");
    Value x = net.graph.input("x", TensorType.rowMajor(1, tokens, heads * head));
    TensorType byHead = TensorType.rowMajor(1, heads, tokens, head);
    Value[] qkv = new Value[3];
    for (int i = 0; i < 3; i++) {
      String name = "qkv" + i;
      Value y = net.linear(name, x, (long) heads * head);
      qkv[i] = net.graph.add(name + ".heads", "", turned(byHead, tokens, heads, head), y);
    }
    Value scores = net.graph.add("scores", "", new MatMul(true), qkv[0], qkv[1]);
    scores = net.unary("scale", Unary.Function.SCALE, scores);
    Value p = net.graph.add("softmax", "", new Softmax(), scores);
    Value h = net.graph.add("values", "", new MatMul(false), p, qkv[2]);
    h = net.graph.add("joined", "", turned(x.type(), heads, tokens, head), h);
    net.graph.output(net.add("add", net.linear("o", h, (long) heads * head), x));
    return net.graph.build();
  }

  /**
   * Two decoder layers with grouped-query attention and a gated feed-forward.
   *
   * @param context cached tokens; 0 for a prompt
   */
  public static Graph decoder(int tokens, int context) {
    int hidden = 128;
    int heads = 8;
    int keyHeads = 2;
    int head = 16;
    Net net = new Net("decoder");
    Value ids =
        net.graph.input(
            "ids", new TensorType(Shape.of(1, tokens), DataType.INT64, Layout.ROW_MAJOR));
    Value table = GraphBuilder.parameter("table", 500, hidden);
    Value h = net.graph.add("embed", "", new Gather(), ids, table);
    Value cosines = GraphBuilder.constant("cos", tokens, head);
    Value sines = GraphBuilder.constant("sin", tokens, head);
    for (int layer = 0; layer < 2; layer++) {
      String name = "layer" + layer;
      Value x = net.norm(name + ".norm1", Normalization.rms(), h);
      Value q = net.linear(name + ".q", x, (long) heads * head);
      Value k = net.linear(name + ".k", x, (long) keyHeads * head);
      Value v = net.linear(name + ".v", x, (long) keyHeads * head);
      q = net.graph.add(name + ".q_rope", "", new Rope(heads), q, cosines, sines);
      k = net.graph.add(name + ".k_rope", "", new Rope(keyHeads), k, cosines, sines);
      net.graph.output(k);
      net.graph.output(v);
      if (context > 0) {
        TensorType cache = TensorType.rowMajor(1, context, (long) keyHeads * head);
        k = net.graph.add(name + ".ks", "", new Concat(1), net.graph.state(name + ".kc", cache), k);
        v = net.graph.add(name + ".vs", "", new Concat(1), net.graph.state(name + ".vc", cache), v);
      }
      Attention attention = new Attention(heads, keyHeads, head, head, context == 0);
      Value a = net.graph.add(name + ".attention", "", attention, q, k, v);
      h = net.add(name + ".add1", h, net.linear(name + ".o", a, hidden));
      x = net.norm(name + ".norm2", Normalization.rms(), h);
      Value gate =
          net.unary(name + ".act", Unary.Function.SILU, net.linear(name + ".gate", x, 384));
      Value up = net.linear(name + ".up", x, 384);
      Value inner =
          net.graph.add(name + ".mul", "", new Binary(Binary.Function.MULTIPLY), gate, up);
      h = net.add(name + ".add2", h, net.linear(name + ".down", inner, hidden));
    }
    h = net.norm("norm", Normalization.rms(), h);
    net.graph.output(net.graph.add("head", "", new Linear(), h, table));
    return net.graph.build();
  }

  /**
   * Two layers of a selective state space model; 128 channels of 16 states.
   *
   * @param kept whether the model goes on from a kept state
   */
  public static Graph stateSpace(int batch, int tokens, boolean kept) {
    int hidden = 64;
    int channels = 128;
    int states = 16;
    int rank = 8;
    int taps = 4;
    Net net = new Net("state-space");
    Value h = net.graph.input("x", TensorType.rowMajor(batch, tokens, hidden));
    for (int layer = 0; layer < 2; layer++) {
      String name = "layer" + layer;
      Value normed = net.norm(name + ".norm", Normalization.rms(), h);
      Value x = net.linear(name + ".in_x", normed, channels);
      Value seen = x;
      if (kept) {
        TensorType window = TensorType.rowMajor(batch, taps, channels);
        Value earlier = net.graph.state(name + ".window", window);
        earlier = net.graph.add(name + ".earlier", "", new Slice(1, 1, taps - 1), earlier);
        seen = net.graph.add(name + ".seen", "", new Concat(1), earlier, x);
        net.graph.output(x);
      } else {
        net.graph.output(net.graph.add(name + ".last", "", new Slice(1, tokens - taps, taps), x));
      }
      x =
          net.graph.add(
              name + ".conv",
              "",
              new CausalConvolution(taps, kept ? taps - 1 : 0),
              seen,
              GraphBuilder.parameter(name + ".conv.w", channels, 1, taps),
              GraphBuilder.parameter(name + ".conv.b", channels));
      x = net.unary(name + ".act", Unary.Function.SILU, x);
      Value all = net.linear(name + ".x_proj", x, rank + 2L * states);
      Value delta = net.graph.add(name + ".dt", "", new Slice(2, 0, rank), all);
      Value b = net.graph.add(name + ".B", "", new Slice(2, rank, states), all);
      Value c = net.graph.add(name + ".C", "", new Slice(2, rank + states, states), all);
      delta =
          net.unary(
              name + ".delta",
              Unary.Function.SOFTPLUS,
              net.linear(name + ".dt_proj", delta, channels));
      List<Value> operands = new ArrayList<>(List.of(x, delta));
      operands.add(GraphBuilder.parameter(name + ".A", states, channels));
      operands.addAll(List.of(b, c, GraphBuilder.parameter(name + ".D", channels)));
      TensorType state = TensorType.rowMajor(batch, states, channels);
      if (kept) {
        operands.add(net.graph.state(name + ".state", state));
      }
      Value both =
          net.graph.add(name + ".scan", "", new SelectiveScan(), operands.toArray(new Value[0]));
      long rows = (long) batch * tokens;
      Value after =
          net.graph.add(name + ".after", "", new Slice(0, rows, (long) batch * states), both);
      net.graph.output(after);
      Value y = net.graph.add(name + ".rows", "", new Slice(0, 0, rows), both);
      y = net.graph.add(name + ".y", "", new Reshape(x.type()), y);
      Value gate =
          net.unary(
              name + ".gate", Unary.Function.SILU, net.linear(name + ".in_z", normed, channels));
      y = net.graph.add(name + ".mul", "", new Binary(Binary.Function.MULTIPLY), y, gate);
      h = net.add(name + ".add", h, net.linear(name + ".out", y, hidden));
    }
    net.graph.output(h);
    return net.graph.build();
  }
}
