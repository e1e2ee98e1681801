package dev.npusim.npu.check;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import java.util.HashMap;
import java.util.Map;

/** How a value without a producing view is stored as a matrix. */
enum Stored {
  /** Rows and columns of its type. */
  AS_TYPED,
  /** A linear layer's weight of N,K: K rows, N columns. */
  LINEAR_WEIGHT,
  /** A convolution's weight of K,C,R,S: C*R*S rows, K columns. */
  CONVOLUTION_WEIGHT;

  /** The values of {@code graph} that are not stored as typed, by name. */
  static Map<String, Stored> weights(Graph graph) {
    Map<String, Stored> stored = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.inputs().size() > 1 && node.input(1).isStatic()) {
        if (node.op() instanceof Linear) {
          stored.put(node.input(1).name(), LINEAR_WEIGHT);
        } else if (node.op() instanceof Convolution || node.op() instanceof CausalConvolution) {
          stored.put(node.input(1).name(), CONVOLUTION_WEIGHT);
        }
      }
    }
    return stored;
  }

  long rows(Value value) {
    return switch (this) {
      case AS_TYPED -> value.type().rows();
      case LINEAR_WEIGHT -> value.type().shape().dim(1);
      case CONVOLUTION_WEIGHT -> value.elements() / value.type().shape().dim(0);
    };
  }

  long columns(Value value) {
    return value.elements() / rows(value);
  }
}
