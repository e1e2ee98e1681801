package dev.npusim.ir.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;

/** Random tensors, and what one operation makes of them. */
final class Numbers {
  private static final double TOLERANCE = 1e-9;

  private Numbers() {}

  static Tensor random(Random random, TensorType type) {
    double[] values = new double[(int) type.elements()];
    Arrays.setAll(values, i -> random.nextGaussian());
    return new Tensor(type, values);
  }

  /** {@code op} run through a graph of its own. */
  static Tensor run(Operation op, Tensor... operands) {
    GraphBuilder builder = new GraphBuilder("g");
    Map<String, Tensor> inputs = new HashMap<>();
    Value[] values = new Value[operands.length];
    for (int i = 0; i < operands.length; i++) {
      values[i] = builder.input("x" + i, operands[i].type());
      inputs.put("x" + i, operands[i]);
    }
    builder.output(builder.add("y", "", op, values));
    return run(builder.build(), inputs);
  }

  /** The only output of a graph without parameters. */
  static Tensor run(Graph graph, Map<String, Tensor> inputs) {
    return Executor.run(graph, value -> Optional.empty(), inputs).values().asList().get(0);
  }

  static void assertClose(Tensor found, double[] expected) {
    assertThat(found.toArray()).containsExactly(expected, Offset.offset(TOLERANCE));
  }

  /** The element at the given indices. */
  static double at(Tensor x, int... indices) {
    int place = 0;
    for (int axis = 0; axis < indices.length; axis++) {
      place = place * x.dim(axis) + indices[axis];
    }
    return x.at(place);
  }

  /** The element of an image, 0 where there is none. */
  static double orZero(Tensor x, int n, int c, int h, int w) {
    boolean inside = h >= 0 && h < x.dim(2) && w >= 0 && w < x.dim(3);
    return inside ? at(x, n, c, h, w) : 0;
  }
}
