package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Normalisations of ONNX Runtime's own, most of them behind an addition. */
final class ContribNormalizations {
  private ContribNormalizations() {}

  static void register(OperatorTable all) {
    String domain = "com.microsoft.";
    String rms = "3 lane operations per element";
    all.vector(
        "SimplifiedLayerNormalization",
        1,
        rms + "; ONNX Runtime's, in the domain of the standard",
        ContribNormalizations::simplified);
    all.vector(domain + "SimplifiedLayerNormalization", 1, rms, ContribNormalizations::simplified);
    all.vector(
        domain + "SkipLayerNormalization",
        1,
        "additions, then 4 lane operations per element",
        (node, to) -> skip(node, to, false));
    all.vector(
        domain + "SkipSimplifiedLayerNormalization",
        1,
        "additions, then " + rms,
        (node, to) -> skip(node, to, true));
    all.vector(
        domain + "EmbedLayerNormalization",
        1,
        "rows of three tables, additions, then 4 lane operations per element",
        ContribNormalizations::embed);
    all.vector(
        domain + "GroupNorm", 1, "3 lane operations per element", ContribNormalizations::group);
    all.vector(
        domain + "SkipGroupNorm",
        1,
        "additions, then 3 lane operations per element",
        ContribNormalizations::skipGroup);
  }

  private static void simplified(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    int axis = Translation.axis(node.integer("axis", -1), steps.rank(x));
    steps.result(rms(steps, epsilon(node, 1e-5), x, axis, steps.operand(1)));
    to.leaveOut(node, 1, "the deviations of a norm stay inside it");
  }

  private static String rms(Steps steps, double epsilon, String x, int axis, String scale) {
    return NormalizationOperators.overTrailing(
        steps, Normalization.rms(epsilon), x, axis, scale, null);
  }

  private static double epsilon(SourceNode node, double absent) {
    return node.number("epsilon", absent);
  }

  /** Input, skip, scale, (shift,) bias; the sum is a result of its own. */
  private static void skip(SourceNode node, Translation to, boolean simplified) {
    Steps steps = to.steps(node);
    String sum = steps.add(steps.operand(0), steps.operand(1));
    String bias = steps.optional(simplified ? 3 : 4);
    String x = bias == null ? sum : steps.add(sum, steps.learned(bias));
    int last = steps.rank(x) - 1;
    double epsilon = epsilon(node, 1e-12);
    steps.result(
        0,
        simplified
            ? rms(steps, epsilon, x, last, steps.operand(2))
            : layer(steps, epsilon, x, steps.operand(2), steps.optional(3)));
    to.leaveOut(node, 1, "the means of a norm stay inside it");
    to.leaveOut(node, 2, "the deviations of a norm stay inside it");
    steps.result(3, x);
  }

  private static String layer(
      Steps steps, double epsilon, String x, String scale, @Nullable String shift) {
    return NormalizationOperators.overTrailing(
        steps, Normalization.layer(epsilon), x, steps.rank(x) - 1, scale, shift);
  }

  /** Words, their positions and segments; positions count from 0 unless given. */
  private static void embed(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String words = steps.operand(0);
    Shape tokens = steps.shape(words);
    String sum = IndexOperators.gather(steps, steps.operand(2), 0, words);
    String positions = steps.optional(8);
    if (positions == null) {
      long[] all = LongStream.range(0, tokens.dim(1)).toArray();
      positions = steps.integers(Shape.of(1, tokens.dim(1)), all);
    }
    sum = steps.add(sum, IndexOperators.gather(steps, steps.operand(3), 0, positions));
    String segments = steps.optional(1);
    if (segments != null) {
      sum = steps.add(sum, IndexOperators.gather(steps, steps.operand(4), 0, segments));
    }
    steps.result(0, layer(steps, epsilon(node, 1e-12), sum, steps.operand(5), steps.optional(6)));
    String mask = steps.optional(7);
    if (steps.wants(1)) {
      steps.result(
          1,
          mask == null
              ? steps.filled(Shape.of(tokens.dim(0)), DataType.INT32, 0)
              : steps.reduce(Reduce.Function.SUM, false, mask, 1));
    }
    steps.result(2, sum);
  }

  private static void group(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    steps.result(group(node, steps, steps.operand(0)));
  }

  /** Channels are last unless the node says otherwise; a swish may follow. */
  private static String group(SourceNode node, Steps steps, String x) {
    boolean last = node.integer("channels_last", 1) != 0;
    Normalization op =
        Normalization.group(Math.toIntExact(node.integer("groups", 1)), epsilon(node, 1e-5));
    String image = last ? steps.transpose(x, 0, 3, 1, 2) : x;
    String y = steps.apply(op, image, steps.operand(1), steps.operand(2));
    String active = node.isSet("activation") ? steps.unary(Unary.Function.SILU, y) : y;
    return last ? steps.transpose(active, 0, 2, 3, 1) : active;
  }

  /** Input, scale, shift, skip (an image or one row per batch element), bias. */
  private static void skipGroup(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    String skip = steps.operand(3);
    Shape shape = steps.shape(skip);
    String wide = shape.rank() == 2 ? steps.regroup(skip, shape.dim(0), 1, 1, shape.dim(1)) : skip;
    String sum = steps.add(x, wide);
    String bias = steps.optional(4);
    String all = bias == null ? sum : steps.add(sum, steps.learned(bias));
    steps.result(0, group(node, steps, all));
    steps.result(1, all);
  }
}
