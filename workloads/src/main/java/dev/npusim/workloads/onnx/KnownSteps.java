package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.View;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps whose operands are all known before the run are computed then, by the reference execution;
 * where the file does not hold the operands' numbers, the result is known by its type alone.
 * Picking parts of what was learned stays a step of the run, so that tables and position embeddings
 * count whole.
 */
final class KnownSteps {
  /** After so many computations in a row the numbers are made at once: nothing nests deeper. */
  private static final int DEEPEST = 256;

  private KnownSteps() {}

  /**
   * @param output origin of the result
   * @return empty for a step of the run
   */
  static Optional<Literal> compute(
      LogicalGraph graph, Step step, List<String> operands, String output) {
    List<Literal> literals = new ArrayList<>();
    for (String operand : operands) {
      Literal literal = graph.literal(operand);
      if (literal == null) {
        return Optional.empty();
      }
      literals.add(literal);
    }
    if (literals.isEmpty()) {
      return Optional.empty();
    }
    TensorType type = graph.infer(step, operands);
    Literal first = literals.get(0);
    if (step instanceof Step.Regroup) {
      return Optional.of(first.withDims(type.shape().dims()));
    }
    if (step instanceof Step.Transpose transpose) {
      return Optional.of(first.transposed(transpose.axes()));
    }
    Operation op = ((Step.Apply) step).op();
    if (op instanceof Cast cast) {
      return Optional.of(first.converted(first.origin(), cast.dataType()));
    }
    boolean learned = literals.stream().anyMatch(graph::isLearned);
    if (op instanceof Other || (learned && picks(op))) {
      return Optional.empty();
    }
    KnownContents contents =
        new KnownContents(op, graph.operandTypes(op, operands), ImmutableList.copyOf(literals));
    Literal result = result(contents, literals, type, output);
    graph.derive(result, literals);
    if (learned) {
      graph.learn(result);
    } else if (isRepeated(op, first) || literals.stream().anyMatch(graph::isKnownFixed)) {
      graph.fix(result);
    }
    return Optional.of(result);
  }

  /** One number everywhere: what stands in for the scale that a norm was made without. */
  private static boolean isRepeated(Operation op, Literal first) {
    return op instanceof Expand && first.elements() == 1;
  }

  private static boolean picks(Operation op) {
    return op instanceof View || op instanceof Take || op instanceof Gather || op instanceof Expand;
  }

  private static Literal result(
      KnownContents contents, List<Literal> literals, TensorType type, String output) {
    boolean atHand = literals.stream().allMatch(Literal::isKnown);
    if (contents.depth() > DEEPEST) {
      double[] numbers = contents.read();
      return numbers == null
          ? Literal.unknown(output, type.shape().dims(), type.dataType())
          : Literal.of(output, type.shape().dims(), type.dataType(), numbers::clone);
    }
    double[] numbers = atHand && type.elements() <= Literal.MOST_CONTENTS ? contents.read() : null;
    return numbers == null
        ? Literal.of(output, type.shape().dims(), type.dataType(), contents)
        : Fillings.of(output, type.shape().dims(), type.dataType(), i -> numbers[i]);
  }
}
