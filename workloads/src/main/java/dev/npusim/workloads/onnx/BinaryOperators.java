package dev.npusim.workloads.onnx;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Binary.Function;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.List;

/** Functions of two or more elements, broadcast against each other. */
final class BinaryOperators {
  private static final String COST = "1 lane operation per element of the result";

  private BinaryOperators() {}

  static void register(OperatorTable all) {
    plain(all, "Add", 1, Function.ADD);
    plain(all, "And", 1, Function.AND);
    plain(all, "BitwiseAnd", 18, Function.BITWISE_AND);
    plain(all, "BitwiseOr", 18, Function.BITWISE_OR);
    plain(all, "BitwiseXor", 18, Function.BITWISE_XOR);
    plain(all, "Div", 1, Function.DIVIDE);
    plain(all, "Equal", 1, Function.EQUAL);
    plain(all, "Greater", 1, Function.GREATER);
    plain(all, "GreaterOrEqual", 12, Function.GREATER_OR_EQUAL);
    plain(all, "Less", 1, Function.LESS);
    plain(all, "LessOrEqual", 12, Function.LESS_OR_EQUAL);
    plain(all, "Mul", 1, Function.MULTIPLY);
    plain(all, "Or", 1, Function.OR);
    plain(all, "Sub", 1, Function.SUBTRACT);
    plain(all, "Xor", 1, Function.XOR);
    all.vector("BitShift", 11, COST, BinaryOperators::shift);
    all.vector("Mod", 10, COST, BinaryOperators::modulo);
    all.vector("Pow", 1, COST + ", 3 for a fixed exponent other than 2", BinaryOperators::power);
    all.vector("PRelu", 1, COST, BinaryOperators::parametricRelu);
    all.vector("SwiGLU", 28, "5 lane operations per element", BinaryOperators::gated);
    all.vector(
        "Where",
        9,
        COST,
        (node, to) ->
            to.apply(
                node, new Select(), to.operand(node, 0), to.operand(node, 1), to.operand(node, 2)));
    chain(all, "Sum", Function.ADD);
    chain(all, "Max", Function.MAXIMUM);
    chain(all, "Min", Function.MINIMUM);
    all.vector("Mean", 1, "a sum and one multiplication per element", BinaryOperators::mean);
  }

  private static void plain(OperatorTable all, String name, int since, Function function) {
    all.vector(
        name,
        since,
        COST,
        (node, to) -> to.apply(node, new Binary(function), to.operand(node, 0), aligned(node, to)));
  }

  /**
   * The second operand. Before operator set 7 it may stand at an axis of the first one's, counted
   * from the left; since then shapes are aligned at the right.
   */
  private static String aligned(SourceNode node, Translation to) {
    String b = to.operand(node, 1);
    int rank = to.graph().shape(b).rank();
    if (to.opset() >= 7 || !node.isSet("broadcast") || node.attribute("axis") == null) {
      return b;
    }
    int first = to.shape(node, 0).rank();
    int axis = Translation.axis(node.integer("axis", 0), first);
    if (axis + rank > first) {
      throw new WorkloadException(
          "an operand of " + to.graph().shape(b) + " at axis " + axis + " of " + to.shape(node, 0));
    }
    long[] dims = Arrays.copyOf(to.graph().shape(b).dims().toArray(), first - axis);
    Arrays.fill(dims, rank, dims.length, 1);
    return to.steps(node).regroup(b, dims);
  }

  private static void shift(SourceNode node, Translation to) {
    String direction = node.text("direction", "");
    Function function =
        switch (direction) {
          case "LEFT" -> Function.SHIFT_LEFT;
          case "RIGHT" -> Function.SHIFT_RIGHT;
          default -> throw new WorkloadException("direction \"" + direction + "\"; LEFT or RIGHT");
        };
    to.apply(node, new Binary(function), to.operand(node, 0), to.operand(node, 1));
  }

  private static void modulo(SourceNode node, Translation to) {
    Function function = node.isSet("fmod") ? Function.REMAINDER : Function.MODULO;
    to.apply(node, new Binary(function), to.operand(node, 0), to.operand(node, 1));
  }

  /** A square is one multiplication; other fixed exponents are a function of one element. */
  private static void power(SourceNode node, Translation to) {
    Literal exponent = to.literal(node, 1);
    boolean keepsAxes = to.shape(node, 1).rank() <= to.shape(node, 0).rank();
    Double fixed = exponent == null || !keepsAxes ? null : exponent.scalar();
    String x = to.operand(node, 0);
    if (fixed != null && fixed == 2) {
      to.apply(node, new Binary(Function.MULTIPLY), x, x);
    } else if (fixed != null && fixed == 0.5) {
      to.apply(node, new Unary(Unary.Function.SQRT), x);
    } else if (fixed != null) {
      to.apply(node, new Unary(Unary.Function.POWER, fixed, 0), x);
    } else {
      to.apply(node, new Binary(Function.POWER), x, aligned(node, to));
    }
  }

  /** Before operator set 7 the slopes belong to the channels. */
  private static void parametricRelu(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String slope = steps.operand(1);
    Shape x = to.shape(node, 0);
    if (to.opset() < 7 && steps.rank(slope) == 1 && x.rank() > 2) {
      long[] dims = new long[x.rank() - 1];
      Arrays.fill(dims, 1);
      dims[0] = steps.shape(slope).elements();
      slope = steps.regroup(slope, dims);
    }
    to.apply(node, new Binary(Function.PRELU), to.operand(node, 0), slope);
  }

  private static void gated(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    String gate = steps.apply(UnaryOperators.swish(node.number("alpha", 1)), steps.operand(0));
    steps.result(steps.multiply(gate, steps.operand(1)));
  }

  private static void chain(OperatorTable all, String name, Function function) {
    all.vector(
        name,
        1,
        "1 lane operation per element and operand but the first",
        (node, to) -> to.steps(node).result(chain(to.steps(node), function)));
  }

  private static String chain(Steps steps, Function function) {
    List<String> operands = steps.operands();
    if (operands.isEmpty()) {
      throw new WorkloadException("no operands");
    }
    String value = operands.get(0);
    for (String next : operands.subList(1, operands.size())) {
      value = steps.binary(function, value, next);
    }
    return value;
  }

  private static void mean(SourceNode node, Translation to) {
    Steps steps = to.steps(node);
    steps.result(steps.scale(1.0 / node.inputCount(), 0, chain(steps, Function.ADD)));
  }
}
