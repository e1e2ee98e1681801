package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.MatMul;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
final class MatrixOperators {
  private MatrixOperators() {}

  static void register(OperatorTable all) {
    all.contraction(
        "MatMul",
        1,
        "M x N x K MACs per matrix; a literal matrix makes a linear layer; angles are multiplied",
        (node, to) -> {
          Steps steps = to.steps(node);
          steps.result(Products.of(steps, steps.operand(0), steps.operand(1)));
        });
    all.contraction(
        "Gemm",
        1,
        "M x N x K MACs; alpha, beta and C as vector work unless C is a bias",
        MatrixOperators::gemm);
    all.contraction(
        "Einsum",
        12,
        "operands pairwise as matrix products with transposes; sums as reductions",
        (node, to) -> {
          Steps steps = to.steps(node);
          steps.result(Einsum.of(steps, node.text("equation", ""), steps.operands()));
        });
  }

  /** alpha * A * B + beta * C, A and B transposed where the attributes say so. */
  private static void gemm(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String a = steps.operand(0);
    String b = steps.operand(1);
    if (steps.rank(a) != 2 || steps.rank(b) != 2) {
      throw new WorkloadException(
          "operands of " + steps.shape(a) + " and " + steps.shape(b) + " are no matrices");
    }
    if (node.isSet("transA")) {
      a = steps.transpose(a, 1, 0);
    }
    boolean transposed = node.isSet("transB");
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    String c = beta == 0 ? null : steps.optional(2);
    if (!steps.isLiteral(b)) {
      checkReduction(steps.shape(a), steps.shape(b), transposed);
      String product = steps.apply(new MatMul(transposed), steps.weight(a), b);
      steps.result(steps.addOptional(steps.scale(alpha, 0, product), scaled(steps, beta, c)));
      return;
    }
    String weight = transposed ? b : steps.transpose(b, 1, 0);
    boolean isBias = c != null && alpha == 1 && beta == 1 && isBias(steps, c, steps.shape(weight));
    String bias = c == null || !isBias ? null : steps.regroup(c, steps.shape(c).elements());
    String product = steps.scale(alpha, 0, Products.linear(steps, a, weight, bias));
    steps.result(steps.addOptional(product, isBias ? null : scaled(steps, beta, c)));
  }

  private static void checkReduction(Shape a, Shape b, boolean transposed) {
    if (a.dim(1) != b.dim(transposed ? 1 : 0)) {
      throw new WorkloadException(
          "operands of " + a + " and " + b + (transposed ? " transposed" : ""));
    }
  }

  private static @Nullable String scaled(Steps steps, double beta, @Nullable String c) {
    return c == null ? null : steps.scale(beta, 0, c);
  }

  /** One known number per output feature. */
  private static boolean isBias(Steps steps, String c, Shape weight) {
    Literal literal = steps.literal(c);
    return literal != null
        && !literal.dims().isEmpty()
        && literal.elements() == weight.dim(0)
        && steps.shape(c).dim(-1) == weight.dim(0);
  }
}
