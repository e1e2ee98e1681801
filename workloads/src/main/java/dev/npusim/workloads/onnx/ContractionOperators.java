package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Convolutions and matrix products. */
final class ContractionOperators {
  private ContractionOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    all.put("Conv", ContractionOperators::conv);
    all.put("MatMul", ContractionOperators::matMul);
    all.put("Gemm", ContractionOperators::gemm);
  }

  private static void conv(SourceNode node, Translation to) {
    Shape weight = to.shape(node, 1);
    if (weight.rank() != 4) {
      throw new WorkloadException(
          "a convolution with a weight of " + weight + "; two spatial axes are supported");
    }
    Windows windows =
        Windows.of(node, to.shape(node, 0), new long[] {weight.dim(2), weight.dim(3)});
    List<String> operands = new ArrayList<>(List.of(to.operand(node, 0), to.operand(node, 1)));
    if (node.hasInput(2)) {
      operands.add(to.operand(node, 2));
    }
    int groups = Math.toIntExact(node.integer("group", 1));
    to.apply(node, new Convolution(windows.rows(), windows.columns(), groups), operands);
  }

  private static void matMul(SourceNode node, Translation to) {
    Literal weight = to.literal(node, 1);
    if (weight != null && weight.dims().length() == 2) {
      to.apply(node, new Linear(), to.operand(node, 0), transposed(node, to, weight));
      return;
    }
    Shape a = to.shape(node, 0);
    Shape b = to.shape(node, 1);
    if (a.rank() >= 2 && b.rank() == 2 && a.rank() > 2) {
      Shape rows = Shape.of(a.elements() / a.dim(-1), a.dim(-1));
      String flat = to.intermediate(node, new Step.Regroup(rows), to.operand(node, 0));
      String product =
          to.intermediate(node, new Step.Apply(new MatMul(false)), flat, to.operand(node, 1));
      to.step(node, new Step.Regroup(a.with(-1, b.dim(1))), node.output(0), product);
      return;
    }
    to.apply(node, new MatMul(false), to.operand(node, 0), to.operand(node, 1));
  }

  private static String transposed(SourceNode node, Translation to, Literal weight) {
    return to.transposed(to.operand(node, 1), weight, 1, 0);
  }

  private static void gemm(SourceNode node, Translation to) {
    String a = to.operand(node, 0);
    if (to.shape(node, 0).rank() != 2 || to.shape(node, 1).rank() != 2) {
      throw new WorkloadException(
          "operands of " + to.shape(node, 0) + " and " + to.shape(node, 1) + " are no matrices");
    }
    if (node.integer("transA", 0) != 0) {
      a = to.intermediate(node, new Step.Transpose(ImmutableList.of(1, 0)), a);
    }
    boolean transposed = node.integer("transB", 0) != 0;
    Literal weight = to.literal(node, 1);
    Literal bias = to.literal(node, 2);
    boolean scaled = node.real("alpha", 1) != 1 && weight == null;
    long features = to.shape(node, 1).dim(transposed ? 0 : 1);
    boolean isBias =
        weight != null
            && bias != null
            && !bias.dims().isEmpty()
            && bias.elements() == features
            && bias.dims().get(bias.dims().length() - 1) == features;
    List<String> operands = new ArrayList<>(List.of(a));
    if (weight != null) {
      operands.add(transposed ? to.operand(node, 1) : transposed(node, to, weight));
      if (isBias && bias != null) {
        operands.add(flatBias(node, to, bias));
      }
    } else {
      operands.add(to.operand(node, 1));
    }
    Step product = new Step.Apply(weight != null ? new Linear() : new MatMul(transposed));
    String[] in = operands.toArray(new String[0]);
    boolean addition = node.hasInput(2) && !isBias;
    if (!scaled && !addition) {
      to.step(node, product, node.output(0), in);
      return;
    }
    String value = to.intermediate(node, product, in);
    if (scaled) {
      Step scale = new Step.Apply(new Unary(Unary.Function.SCALE));
      if (!addition) {
        to.step(node, scale, node.output(0), value);
        return;
      }
      value = to.intermediate(node, scale, value);
    }
    to.apply(node, new Binary(Binary.Function.ADD), value, to.operand(node, 2));
  }

  private static String flatBias(SourceNode node, Translation to, Literal bias) {
    return bias.dims().length() == 1
        ? to.operand(node, 2)
        : to.reshaped(to.operand(node, 2), bias, ImmutableLongArray.of(bias.elements()).toArray());
  }
}
