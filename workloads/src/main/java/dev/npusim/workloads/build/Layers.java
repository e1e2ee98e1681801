package dev.npusim.workloads.build;

import dev.npusim.ir.DataType;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;

/**
 * The layers models are made of. Parameters are named after the layer, as in {@code
 * conv_in.weight}.
 */
final class Layers {
  private final GraphBuilder graph;

  Layers(GraphBuilder graph) {
    this.graph = graph;
  }

  GraphBuilder graph() {
    return graph;
  }

  /** A square convolution with bias that keeps the extents at stride 1 (padding kernel/2). */
  Value conv(String name, String block, Value x, long outputs, int kernel, int stride) {
    return conv(name, block, x, outputs, Window.of(kernel, stride, kernel / 2), 1, true);
  }

  /** A convolution with the same window along rows and columns. */
  Value conv(
      String name, String block, Value x, long outputs, Window window, int groups, boolean bias) {
    long channels = x.type().shape().dim(1) / groups;
    Convolution convolution = new Convolution(window, window, groups);
    Value weight =
        GraphBuilder.parameter(
            name + ".weight", outputs, channels, window.kernel(), window.kernel());
    return bias
        ? graph.add(
            name, block, convolution, x, weight, GraphBuilder.parameter(name + ".bias", outputs))
        : graph.add(name, block, convolution, x, weight);
  }

  Value linear(String name, String block, Value x, long outputs, boolean bias) {
    Value weight = GraphBuilder.parameter(name + ".weight", outputs, x.type().shape().dim(-1));
    return bias
        ? graph.add(
            name, block, new Linear(), x, weight, GraphBuilder.parameter(name + ".bias", outputs))
        : graph.add(name, block, new Linear(), x, weight);
  }

  Value layerNorm(String name, String block, Value x) {
    return norm(name, block, Normalization.layer(), x);
  }

  /** A norm with a learned scale and, unless it is an RMS norm, a learned shift. */
  Value norm(String name, String block, Normalization norm, Value x) {
    Value scale = GraphBuilder.parameter(name + ".weight", x.type().columns());
    return norm.kindOf() == Normalization.Kind.RMS
        ? graph.add(name, block, norm, x, scale)
        : graph.add(
            name,
            block,
            norm,
            x,
            scale,
            GraphBuilder.parameter(name + ".bias", x.type().columns()));
  }

  Value unary(String name, String block, Unary.Function function, Value x) {
    return graph.add(name, block, new Unary(function), x);
  }

  /** {@code factor} times x. */
  Value scale(String name, String block, double factor, Value x) {
    return graph.add(name, block, new Unary(Unary.Function.SCALE, factor, 0), x);
  }

  /** {@code cap} * tanh(x / cap): nothing beyond the cap. */
  Value softcap(String name, String block, double cap, Value x) {
    Value h = scale(name + ".divide", block, 1 / cap, x);
    h = unary(name + ".tanh", block, Unary.Function.TANH, h);
    return scale(name + ".multiply", block, cap, h);
  }

  /** Rows of a table of {@code entries} by {@code features}, picked by index. */
  Value embedding(String name, String block, Value indices, long entries, long features) {
    Value table = GraphBuilder.parameter(name + ".weight", entries, features);
    return graph.add(name, block, new Gather(), indices, table);
  }

  /** The type of token or position numbers. */
  static TensorType indices(long batch, long tokens) {
    return new TensorType(Shape.of(batch, tokens), DataType.INT64, Layout.ROW_MAJOR);
  }

  Value add(String name, String block, Value a, Value b) {
    return graph.add(name, block, new Binary(Binary.Function.ADD), a, b);
  }

  Value multiply(String name, String block, Value a, Value b) {
    return graph.add(name, block, new Binary(Binary.Function.MULTIPLY), a, b);
  }

  /** N,C,H,W seen as N,HW,C. */
  Value toTokens(String name, String block, Value image) {
    Shape shape = image.type().shape();
    return graph.add(
        name,
        block,
        new Reshape(
            TensorType.rowMajor(
                shape.dim(0), Math.multiplyExact(shape.dim(2), shape.dim(3)), shape.dim(1))),
        image);
  }

  /** N,HW,C seen as an image of the type of {@code like}. */
  Value toImage(String name, String block, Value tokens, Value like) {
    return graph.add(name, block, new Reshape(like.type()), tokens);
  }
}
