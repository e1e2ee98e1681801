package dev.npusim.workloads.onnx;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Unary.Function;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions of one element. */
final class UnaryOperators {
  private static final Unary SELU = new Unary(Function.SELU);

  private UnaryOperators() {}

  static void register(OperatorTable all) {
    plain(all, "Abs", 1, Function.ABS);
    plain(all, "Acos", 7, Function.ACOS);
    plain(all, "Acosh", 9, Function.ACOSH);
    plain(all, "Asin", 7, Function.ASIN);
    plain(all, "Asinh", 9, Function.ASINH);
    plain(all, "Atan", 7, Function.ATAN);
    plain(all, "Atanh", 9, Function.ATANH);
    plain(all, "BitwiseNot", 18, Function.BITWISE_NOT);
    plain(all, "Ceil", 1, Function.CEIL);
    plain(all, "Cos", 7, Function.COS);
    plain(all, "Cosh", 9, Function.COSH);
    plain(all, "Erf", 9, Function.ERF);
    plain(all, "Exp", 1, Function.EXP);
    plain(all, "Floor", 1, Function.FLOOR);
    plain(all, "HardSwish", 14, Function.HARD_SWISH);
    plain(all, "IsNaN", 9, Function.IS_NAN);
    plain(all, "Log", 1, Function.LOG);
    plain(all, "Mish", 18, Function.MISH);
    plain(all, "Neg", 1, Function.NEGATE);
    plain(all, "Not", 1, Function.NOT);
    plain(all, "Reciprocal", 1, Function.RECIPROCAL);
    plain(all, "Relu", 1, Function.RELU);
    plain(all, "Round", 11, Function.ROUND);
    plain(all, "Sigmoid", 1, Function.SIGMOID);
    plain(all, "Sign", 9, Function.SIGN);
    plain(all, "Sin", 7, Function.SIN);
    plain(all, "Sinh", 9, Function.SINH);
    plain(all, "Softplus", 1, Function.SOFTPLUS);
    plain(all, "Softsign", 1, Function.SOFTSIGN);
    plain(all, "Sqrt", 1, Function.SQRT);
    plain(all, "Tan", 7, Function.TAN);
    plain(all, "Tanh", 1, Function.TANH);
    withNumbers(all, "Celu", 12, Function.CELU, "alpha", 1, "", 0);
    withNumbers(all, "Elu", 1, Function.ELU, "alpha", 1, "", 0);
    withNumbers(all, "HardSigmoid", 1, Function.HARD_SIGMOID, "alpha", 0.2, "beta", 0.5);
    withNumbers(all, "LeakyRelu", 1, Function.LEAKY_RELU, "alpha", 0.01, "", 0);
    withNumbers(all, "Selu", 1, Function.SELU, "alpha", SELU.alpha(), "gamma", SELU.beta());
    withNumbers(all, "Shrink", 9, Function.SHRINK, "lambd", 0.5, "bias", 0);
    withNumbers(all, "ThresholdedRelu", 10, Function.THRESHOLDED_RELU, "alpha", 1, "", 0);
    all.vector("Gelu", 20, cost(Function.GELU) + ", 7 for the tanh form", UnaryOperators::gelu);
    all.vector("Swish", 24, cost(Function.QUICK_GELU), UnaryOperators::swish);
    all.vector("Clip", 1, cost(Function.CLIP), UnaryOperators::clip);
    all.vector("IsInf", 10, cost(Function.IS_INFINITE), UnaryOperators::isInfinite);
    String cast = "1 lane operation per element; free between floating types";
    all.vector("Cast", 1, cast, UnaryOperators::cast);
    all.vector("CastLike", 15, cast, UnaryOperators::castLike);
    all.approximation(
        "BitCast", 26, "one move per element; the new contents unknown", UnaryOperators::bitCast);
  }

  static String cost(Function function) {
    int count = function.laneOps();
    return count + (count == 1 ? " lane operation" : " lane operations") + " per element";
  }

  private static void plain(OperatorTable all, String name, int since, Function function) {
    all.vector(
        name,
        since,
        cost(function),
        (node, to) -> to.apply(node, new Unary(function), to.operand(node, 0)));
  }

  /** Functions with one or two numbers, given as attributes. */
  private static void withNumbers(
      OperatorTable all,
      String name,
      int since,
      Function function,
      String first,
      double firstAbsent,
      String second,
      double secondAbsent) {
    all.vector(
        name,
        since,
        cost(function),
        (node, to) -> {
          double alpha = node.number(first, firstAbsent);
          double beta = second.isEmpty() ? 0 : node.number(second, secondAbsent);
          to.apply(node, new Unary(function, alpha, beta), to.operand(node, 0));
        });
  }

  private static void gelu(SourceNode node, Translation to) {
    boolean tanh = node.text("approximate", "none").equals("tanh");
    Function function = tanh ? Function.GELU_TANH : Function.GELU;
    to.apply(node, new Unary(function), to.operand(node, 0));
  }

  private static void swish(SourceNode node, Translation to) {
    to.apply(node, swish(node.number("alpha", 1)), to.operand(node, 0));
  }

  /** x * sigmoid(alpha * x). */
  static Unary swish(double alpha) {
    return alpha == 1 ? new Unary(Function.SILU) : new Unary(Function.QUICK_GELU, alpha, 0);
  }

  /** Bounds are attributes before operator set 11, operands since. */
  private static void clip(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    double low = bound(steps, 1, node.number("min", Double.NEGATIVE_INFINITY));
    double high = bound(steps, 2, node.number("max", Double.POSITIVE_INFINITY));
    if (!Double.isNaN(low) && !Double.isNaN(high)) {
      to.apply(node, new Unary(Function.CLIP, low, high), to.operand(node, 0));
      return;
    }
    String value = steps.operand(0);
    if (node.hasInput(1)) {
      value = steps.binary(Binary.Function.MAXIMUM, value, steps.operand(1));
    }
    if (node.hasInput(2)) {
      value = steps.binary(Binary.Function.MINIMUM, value, steps.operand(2));
    }
    steps.result(value);
  }

  /** A bound that is known; NaN where it is computed by the run. */
  private static double bound(Steps steps, int i, double absent) {
    String operand = steps.optional(i);
    Literal literal = operand == null ? null : steps.literal(operand);
    @Nullable Double known = literal == null ? null : literal.scalar();
    return operand == null ? absent : known == null ? Double.NaN : known;
  }

  private static void isInfinite(SourceNode node, Translation to) {
    Unary test =
        new Unary(
            Function.IS_INFINITE,
            node.integer("detect_negative", 1),
            node.integer("detect_positive", 1));
    to.apply(node, test, to.operand(node, 0));
  }

  private static void cast(SourceNode node, Translation to) {
    cast(node, to, target(node));
  }

  private static void castLike(SourceNode node, Translation to) {
    cast(node, to, to.dataType(node, 1));
  }

  /** Between floating types nothing is done: what a run stores is decided by its precision. */
  private static void cast(SourceNode node, Translation to, DataType target) {
    DataType from = to.dataType(node, 0);
    if (from == target || (from.isFloating() && target.isFloating())) {
      to.alias(node, to.operand(node, 0));
    } else {
      to.apply(node, new Cast(target), to.operand(node, 0));
    }
  }

  /** A number since operator set 6, a name before. */
  static DataType target(SourceNode node) {
    var attribute = node.attribute("to");
    if (attribute == null) {
      throw new WorkloadException("attribute to is missing");
    }
    if (attribute.hasS()) {
      return OnnxTypes.named(attribute.getS().toStringUtf8().toUpperCase(Locale.ROOT));
    }
    return OnnxTypes.of(Math.toIntExact(node.integer("to", 1)), "the result of a cast");
  }

  private static void bitCast(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String x = steps.operand(0);
    Shape shape = steps.shape(x);
    steps.result(
        steps.approximate(
            "bit_cast", shape, target(node), shape.elements(), "one move per element", List.of(x)));
  }
}
