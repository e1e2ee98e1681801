package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Unary.Function;
import java.util.List;

/** Activations, additions and moves of ONNX Runtime's own. */
final class ContribPointwise {
  private static final String DOMAIN = "com.microsoft.";

  private ContribPointwise() {}

  static void register(OperatorTable all) {
    all.vector(DOMAIN + "BiasGelu", 1, "an addition and a GELU", biased(Function.GELU));
    all.vector(
        DOMAIN + "FastGelu", 1, "an addition and a GELU by tanh", biased(Function.GELU_TANH));
    all.vector(DOMAIN + "Gelu", 1, UnaryOperators.cost(Function.GELU), biased(Function.GELU));
    all.vector(
        DOMAIN + "QuickGelu",
        1,
        UnaryOperators.cost(Function.QUICK_GELU),
        (node, to) -> {
          double alpha = node.number("alpha", 1.702);
          to.apply(node, new Unary(Function.QUICK_GELU, alpha, 0), to.operand(node, 0));
        });
    all.vector(
        DOMAIN + "BiasSplitGelu",
        1,
        "an addition, and a GELU of one half times the other",
        ContribPointwise::splitGelu);
    all.vector(
        DOMAIN + "BiasSoftmax",
        1,
        "an addition, and 5 lane operations per element",
        ContribPointwise::biasSoftmax);
    all.vector(
        DOMAIN + "BiasDropout",
        1,
        "1 or 2 additions per element; dropout does nothing outside training",
        ContribPointwise::biasDropout);
    String complex = "6 lane operations per complex number";
    all.vector(DOMAIN + "ComplexMul", 1, complex, (node, to) -> complex(to.steps(node), false));
    all.vector(DOMAIN + "ComplexMulConj", 1, complex, (node, to) -> complex(to.steps(node), true));
    all.vector(DOMAIN + "BiasAdd", 1, "2 additions per element", ContribPointwise::biasAdd);
    all.vector(DOMAIN + "Pad", 1, "one move per element", same("Pad"));
    all.vector(DOMAIN + "Trilu", 1, "1 lane operation per element", same("Trilu"));
    all.vector(DOMAIN + "GatherND", 1, "one move per element of the result", same("GatherND"));
    all.approximation(
        DOMAIN + "GridSample", 1, "as the operator of the standard", same("GridSample"));
    all.vector(
        DOMAIN + "RotaryEmbedding",
        1,
        "4 lane operations per rotated element",
        ContribPointwise::rotate);
    all.view(
        DOMAIN + "ExpandDims",
        1,
        "readers see the stored elements under other extents",
        (node, to) -> {
          Steps steps = to.steps(node);
          String x = steps.operand(0);
          long axis = (long) steps.number(1, "the axis of a new extent");
          steps.result(steps.unsqueeze(x, Translation.axis(axis, steps.rank(x) + 1)));
        });
    all.approximation(
        DOMAIN + "Inverse", 1, "2 n^3 lane operations per matrix", ContribPointwise::inverse);
  }

  private static Operators.Translator biased(Function function) {
    return (node, to) -> {
      Steps steps = to.steps(node);
      String bias = steps.optional(1);
      String x = steps.operand(0);
      String sum = bias == null ? x : steps.add(x, steps.learned(bias));
      steps.result(steps.unary(function, sum));
    };
  }

  private static Operators.Translator same(String operator) {
    return (node, to) -> {
      Steps steps = to.steps(node);
      steps.result(
          steps.call(operator, steps.node().proto().getInputList().toArray(new String[0])));
    };
  }

  /** The first half times the GELU of the second. */
  private static void splitGelu(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String sum = steps.add(steps.operand(0), steps.learned(steps.operand(1)));
    List<String> halves = steps.parts(sum, steps.rank(sum) - 1, 2);
    steps.result(steps.multiply(halves.get(0), steps.unary(Function.GELU, halves.get(1))));
  }

  /** Over an axis and all behind it, as the operator of the standard did before version 13. */
  private static void biasSoftmax(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String sum = steps.add(steps.operand(0), steps.operand(1));
    int axis = Translation.axis(node.integer("axis", 1), steps.rank(sum));
    steps.result(SoftmaxOperators.softmaxFrom(steps, sum, axis));
  }

  /** Data, bias, residual. */
  private static void biasDropout(SourceNode node, Translation to) {
    ReshapeOperators.requireInference(node, to, 4);
    Steps steps = to.steps(node);
    String sum = steps.add(steps.operand(0), steps.learned(steps.operand(1)));
    steps.result(steps.addOptional(sum, steps.optional(2)));
    to.leaveOut(node, 1, "nothing is dropped outside training");
  }

  /** Real and imaginary parts alternate along the last axis. */
  private static void complex(Steps steps, boolean conjugate) {
    List<String> a = steps.parts(steps.operand(0), steps.rank(steps.operand(0)) - 1, 2);
    List<String> b = steps.parts(steps.operand(1), steps.rank(steps.operand(1)) - 1, 2);
    String reals = steps.multiply(a.get(0), b.get(0));
    String imaginaries = steps.multiply(a.get(1), b.get(1));
    String crossed = steps.multiply(a.get(1), b.get(0));
    String other = steps.multiply(a.get(0), b.get(1));
    String real = conjugate ? steps.add(reals, imaginaries) : steps.subtract(reals, imaginaries);
    String imaginary = conjugate ? steps.subtract(crossed, other) : steps.add(crossed, other);
    steps.result(steps.concat(steps.rank(real) - 1, real, imaginary));
  }

  private static void biasAdd(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String sum = steps.add(steps.operand(0), steps.learned(steps.operand(1)));
    steps.result(steps.add(sum, steps.operand(2)));
  }

  /** Input, positions, cosines, sines. */
  private static void rotate(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    boolean four = steps.rank(x) == 4;
    Shape table = steps.shape(steps.operand(2));
    long turned = node.integer("rotary_embedding_dim", 0);
    long heads =
        four
            ? steps.shape(x).dim(1)
            : turned > 0
                ? node.integer("num_heads", 1)
                : steps.shape(x).dim(2) / (2 * table.dim(-1));
    String tokens = four ? steps.swap(x, 1, 2) : Heads.apart(steps, x, heads);
    String y =
        new Rotation(steps, node.isSet("interleaved"), turned)
            .apply(tokens, steps.operand(2), steps.operand(3), steps.operand(1));
    String scaled = steps.scale(node.number("scale", 1), 0, y);
    steps.result(
        four ? steps.swap(scaled, 1, 2) : steps.regroup(scaled, steps.shape(x).dims().toArray()));
  }

  private static void inverse(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    long n = steps.shape(x).dim(-1);
    steps.result(
        steps.approximate(
            "inverse",
            steps.shape(x),
            steps.type(x),
            Math.multiplyExact(steps.shape(x).elements(), 2 * n),
            "2 n^3 per matrix: Gauss-Jordan",
            List.of(x)));
  }
}
