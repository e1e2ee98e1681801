package dev.npusim.viz.browser;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Unary;

/** A chain of residual blocks that is as long as one wants. */
final class LongModel {
  private static final int ROWS = 64;
  private static final int WIDTH = 128;
  private static final int BLOCKS = 100;

  private LongModel() {}

  /** With exactly so many layers, a multiple of five. */
  static Graph of(int layers) {
    GraphBuilder builder = new GraphBuilder("long");
    Value x = builder.input("x", TensorType.rowMajor(ROWS, WIDTH));
    int units = layers / 5;
    for (int unit = 0; unit < units; unit++) {
      String block = "model.layers." + unit * BLOCKS / units;
      String name = block + ".unit" + unit;
      Value up = linear(builder, name + ".up", block, x, 2 * WIDTH);
      Value active = builder.add(name + ".act", block, new Unary(Unary.Function.SILU), up);
      Value down = linear(builder, name + ".down", block, active, WIDTH);
      Value out = linear(builder, name + ".out", block, down, WIDTH);
      x = builder.add(name + ".add", block, new Binary(Binary.Function.ADD), out, x);
    }
    builder.output(x);
    return builder.build();
  }

  private static Value linear(GraphBuilder builder, String name, String block, Value x, int width) {
    long features = x.type().shape().dim(-1);
    return builder.add(
        name, block, new Linear(), x, GraphBuilder.parameter(name + ".weight", width, features));
  }
}
