package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions of one or two elements, and softmax. */
final class PointwiseOperators {
  private PointwiseOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    unary(all, "Relu", Unary.Function.RELU);
    unary(all, "LeakyRelu", Unary.Function.LEAKY_RELU);
    unary(all, "Clip", Unary.Function.CLIP);
    unary(all, "Sigmoid", Unary.Function.SIGMOID);
    unary(all, "Tanh", Unary.Function.TANH);
    unary(all, "Erf", Unary.Function.ERF);
    unary(all, "Exp", Unary.Function.EXP);
    unary(all, "Log", Unary.Function.LOG);
    unary(all, "Sqrt", Unary.Function.SQRT);
    unary(all, "Reciprocal", Unary.Function.RECIPROCAL);
    unary(all, "Neg", Unary.Function.NEGATE);
    unary(all, "Abs", Unary.Function.ABS);
    unary(all, "Sin", Unary.Function.SIN);
    unary(all, "Cos", Unary.Function.COS);
    unary(all, "HardSwish", Unary.Function.HARD_SWISH);
    unary(all, "HardSigmoid", Unary.Function.HARD_SIGMOID);
    binary(all, "Add", Binary.Function.ADD);
    binary(all, "Sub", Binary.Function.SUBTRACT);
    binary(all, "Mul", Binary.Function.MULTIPLY);
    binary(all, "Div", Binary.Function.DIVIDE);
    binary(all, "Min", Binary.Function.MINIMUM);
    binary(all, "Max", Binary.Function.MAXIMUM);
    all.put("Pow", PointwiseOperators::power);
    all.put("Gelu", PointwiseOperators::gelu);
    all.put("Softmax", PointwiseOperators::softmax);
    all.put("Cast", PointwiseOperators::cast);
  }

  private static void unary(
      Map<String, Operators.Translator> all, String name, Unary.Function function) {
    all.put(name, (node, to) -> to.apply(node, new Unary(function), to.operand(node, 0)));
  }

  private static void binary(
      Map<String, Operators.Translator> all, String name, Binary.Function function) {
    all.put(
        name,
        (node, to) ->
            to.apply(node, new Binary(function), to.operand(node, 0), to.operand(node, 1)));
  }

  /** A square is one multiplication; other fixed exponents are a function of one element. */
  private static void power(SourceNode node, Translation to) {
    Literal exponent = to.literal(node, 1);
    Double fixed = exponent == null ? null : exponent.scalar();
    String x = to.operand(node, 0);
    if (fixed != null && fixed == 2) {
      to.apply(node, new Binary(Binary.Function.MULTIPLY), x, x);
    } else if (fixed != null) {
      to.apply(node, new Unary(Unary.Function.POWER, fixed, 0), x);
    } else {
      to.apply(node, new Binary(Binary.Function.POWER), x, to.operand(node, 1));
    }
  }

  private static void gelu(SourceNode node, Translation to) {
    boolean tanh = node.text("approximate", "none").equals("tanh");
    Unary.Function function = tanh ? Unary.Function.GELU_TANH : Unary.Function.GELU;
    to.apply(node, new Unary(function), to.operand(node, 0));
  }

  /** Over the last axis; another one is brought there first and back afterwards. */
  private static void softmax(SourceNode node, Translation to) {
    int rank = to.shape(node, 0).rank();
    int axis = Translation.axis(node.integer("axis", to.opset() < 13 ? 1 : -1), Math.max(1, rank));
    String x = to.operand(node, 0);
    if (axis == rank - 1 || rank == 0) {
      to.apply(node, new Softmax(), x);
      return;
    }
    List<Integer> swapped = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      swapped.add(i == axis ? rank - 1 : i == rank - 1 ? axis : i);
    }
    Step swap = new Step.Transpose(ImmutableList.copyOf(swapped));
    String turned = to.intermediate(node, swap, x);
    String result = to.intermediate(node, new Step.Apply(new Softmax()), turned);
    to.step(node, swap, node.output(0), result);
  }

  /** Between floating types nothing is done: what a run stores is decided by its precision. */
  private static void cast(SourceNode node, Translation to) {
    DataType target = OnnxTypes.of(Math.toIntExact(node.integer("to", 1)), "the result of a cast");
    DataType from = to.dataType(node, 0);
    if (from == target || (from.isFloating() && target.isFloating())) {
      to.alias(node, to.operand(node, 0));
    } else {
      to.apply(node, new Cast(target), to.operand(node, 0));
    }
  }
}
