package dev.npusim.ir;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded graphs of 1 x tokens x features tensors with views, a state, long-lived values and several
 * outputs.
 */
public final class RandomGraphs {
  private RandomGraphs() {}

  public static Graph of(int seed, int nodes) {
    Random random = new Random(seed);
    GraphBuilder graph = new GraphBuilder("random" + seed);
    List<Value> values = new ArrayList<>();
    values.add(graph.input("a", TensorType.rowMajor(1, 4, 8)));
    values.add(graph.input("b", TensorType.rowMajor(1, 2, 8)));
    values.add(graph.state("cache", TensorType.rowMajor(1, 6, 8)));
    for (int i = 0; i < nodes; i++) {
      Value x = values.get(random.nextInt(values.size()));
      Value y = values.get(random.nextInt(values.size()));
      Shape shape = x.type().shape();
      String name = "n" + i;
      Value added =
          switch (random.nextInt(8)) {
            case 0 -> graph.add(name, "", new Unary(Unary.Function.RELU), x);
            case 1 ->
                graph.add(
                    name,
                    "",
                    new Linear(),
                    x,
                    GraphBuilder.parameter(name + ".weight", 8, shape.dim(2)));
            case 2 ->
                shape.dim(2) == y.type().shape().dim(2)
                    ? graph.add(name, "", new Concat(1), x, y)
                    : graph.add(name, "", new Unary(Unary.Function.EXP), y);
            case 3 ->
                graph.add(
                    name, "", new Reshape(TensorType.rowMajor(1, shape.dim(2), shape.dim(1))), x);
            case 4 -> graph.add(name, "", new Slice(1, 0, Math.max(1, shape.dim(1) / 2)), x);
            case 5 -> {
              int width = Math.toIntExact(shape.dim(2));
              Value z = values.get(random.nextInt(values.size()));
              yield width == y.type().shape().dim(2)
                  ? graph.add(
                      name,
                      "",
                      new Attention(
                          heads(width),
                          heads(width),
                          width / heads(width),
                          width / heads(width),
                          false),
                      x,
                      y,
                      z.type().equals(y.type()) ? z : y)
                  : graph.add(name, "", new Unary(Unary.Function.SILU), x);
            }
            case 6 ->
                shape.dim(2) % 2 == 0
                    ? graph.add(name, "", new Gated(Unary.Function.GELU, true), x)
                    : graph.add(name, "", new Unary(Unary.Function.GELU), x);
            default ->
                shape.equals(y.type().shape())
                    ? graph.add(name, "", new Binary(Binary.Function.ADD), x, y)
                    : graph.add(name, "", new Unary(Unary.Function.TANH), x);
          };
      values.add(added);
    }
    graph.output(values.get(values.size() - 1));
    graph.output(values.get(2 + nodes / 2));
    return graph.build();
  }

  private static int heads(int width) {
    return width % 2 == 0 ? 2 : 1;
  }
}
