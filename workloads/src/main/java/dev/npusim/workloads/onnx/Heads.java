package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Heads side by side in the last axis (batch, tokens, heads*size), or with an axis of their own.
 */
final class Heads {
  private final Steps steps;

  Heads(Steps steps) {
    this.steps = steps;
  }

  /** Batch, tokens, heads, size. */
  static String apart(Steps steps, String x, long heads) {
    Shape s = steps.shape(x);
    return steps.regroup(x, s.dim(0), s.dim(1), heads, s.dim(2) / heads);
  }

  /** Batch, heads, tokens, size. */
  String split(String x, long heads) {
    return steps.swap(apart(steps, x, heads), 1, 2);
  }

  /** Batch, tokens, heads*size from batch, heads, tokens, size. */
  String join(String x) {
    Shape s = steps.shape(x);
    return steps.regroup(steps.swap(x, 1, 2), s.dim(0), s.dim(2), s.dim(1) * s.dim(3));
  }

  /** With heads side by side, as the result has them. */
  String attend(Attention op, String q, String k, String v, @Nullable String mask) {
    List<String> operands = new ArrayList<>(List.of(q, k, v));
    if (mask != null) {
      operands.add(mask);
    }
    return steps.apply(op, operands);
  }
}
