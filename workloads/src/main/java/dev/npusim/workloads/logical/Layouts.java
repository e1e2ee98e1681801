package dev.npusim.workloads.logical;

import dev.npusim.ir.Layout;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Softmax;
import org.jspecify.annotations.Nullable;

/** How operations want their data stored. */
final class Layouts {
  private Layouts() {}

  /** The layout {@code op} needs of its data operands of {@code rank}; null where any will do. */
  static @Nullable Layout required(Operation op, int rank) {
    if (op instanceof Convolution || op instanceof Pool || op instanceof Resize) {
      return Layout.IMAGE;
    }
    if (op instanceof Normalization norm) {
      boolean perChannel =
          switch (norm.kindOf()) {
            case GROUP, INSTANCE, BATCH -> true;
            case LAYER, RMS -> false;
          };
      return perChannel && rank >= 3 ? Layout.IMAGE : Layout.ROW_MAJOR;
    }
    boolean rows =
        op instanceof Linear
            || op instanceof MatMul
            || op instanceof Softmax
            || op instanceof Attention
            || op instanceof Gated
            || op instanceof Gather
            || op instanceof Rope;
    return rows || rank < 3 ? Layout.ROW_MAJOR : null;
  }
}
