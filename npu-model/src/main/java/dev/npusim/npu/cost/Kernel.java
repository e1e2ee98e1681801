package dev.npusim.npu.cost;

import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Operation;

/** Sliding windows of convolutions. */
public final class Kernel {
  private Kernel() {}

  /** Kernel positions that a channel of the reduction has; 1 for what is no convolution. */
  public static int taps(Operation op) {
    if (op instanceof Convolution convolution) {
      return convolution.rows().kernel() * convolution.columns().kernel();
    }
    return op instanceof CausalConvolution causal ? causal.kernel() : 1;
  }
}
