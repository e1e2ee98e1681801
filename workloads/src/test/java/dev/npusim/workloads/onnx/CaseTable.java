package dev.npusim.workloads.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cases of one family of operators. To give a new operator cases, add lines to the table of its
 * family ({@link PointwiseCases} and its neighbours):
 *
 * <pre>
 * .opsets(13, 18).add("x float[2,3]; y = Relu(x)", ...)
 * </pre>
 *
 * and let ONNX Runtime compute them (once; needs its native library from Maven Central):
 *
 * <pre>
 * ./mvnw -Port -pl ir,workloads test -Dtest=OnnxRuntimeTest -Dsurefire.failIfNoSpecifiedTests=false -Dstore
 * </pre>
 *
 * which rewrites {@code src/test/resources/reference/operators/FAMILY.json}. The default build
 * replays that file. Several attribute combinations, a broadcast, a negative axis and the operator
 * sets in which its form changed make good cases; keep tensors below some hundred elements.
 */
final class CaseTable {
  private final String family;
  private final List<OperatorCase> cases = new ArrayList<>();
  private final Map<String, OperatorCase> bodies = new HashMap<>();
  private long[] opsets = {18};

  CaseTable(String family) {
    this.family = family;
  }

  /** Operator sets for the lines that follow. */
  CaseTable opsets(long... versions) {
    opsets = versions;
    return this;
  }

  CaseTable add(String... lines) {
    for (String line : lines) {
      for (long opset : opsets) {
        cases.add(OperatorCase.of(opset, line));
      }
    }
    return this;
  }

  /**
   * A case that ONNX Runtime does not know: it computes what the operator stands for instead.
   *
   * @param nodes the operator
   * @param body what ONNX defines it as, in operators of operator set 24
   */
  CaseTable function(String operands, String nodes, String body) {
    for (long opset : opsets) {
      OperatorCase one = OperatorCase.of(opset, operands + "; " + nodes);
      cases.add(one);
      bodies.put(one.text(), one.with(24, body));
    }
    return this;
  }

  /**
   * Cases whose operators compute what they do in another operator set, which ONNX Runtime knows.
   */
  CaseTable sameAs(long version, String... lines) {
    for (String line : lines) {
      for (long opset : opsets) {
        OperatorCase one = OperatorCase.of(opset, line);
        cases.add(one);
        bodies.put(one.text(), one.in(version));
      }
    }
    return this;
  }

  /** What ONNX Runtime computes for a case. */
  OperatorCase forOnnxRuntime(OperatorCase one) {
    return bodies.getOrDefault(one.text(), one);
  }

  /** A line for every operator, which stands where the line says {@code %s}. */
  CaseTable each(String line, String... operators) {
    for (String operator : operators) {
      add(line.formatted(operator));
    }
    return this;
  }

  String family() {
    return family;
  }

  List<OperatorCase> cases() {
    return cases;
  }

  static List<CaseTable> all() {
    return List.of(
        PointwiseCases.table(),
        BinaryCases.table(),
        ContractionCases.table(),
        RecurrentCases.table(),
        NormalizationCases.table(),
        SignalCases.table(),
        MicrosoftCases.table(),
        ReductionCases.table(),
        WindowCases.table(),
        ResizeCases.table(),
        ArrangementCases.table(),
        IndexingCases.table(),
        QuantizationCases.table(),
        AttentionCases.table(),
        ConstantCases.table(),
        VersionCases.table());
  }

  @Override
  public String toString() {
    return family;
  }
}
