package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import java.util.List;

/** The table of operators: the single source of what is understood and how it is costed. */
final class Operators {
  /** Adds what one source node does to the translation. */
  @FunctionalInterface
  interface Translator {
    void translate(SourceNode node, Translation to);
  }

  private static final OperatorTable TABLE = collect();

  /** Rows for people, by name. */
  static final ImmutableSortedMap<String, OnnxOperator> ROWS = TABLE.rows();

  /** What each operator does, by name; control flow is not among them. */
  static final ImmutableSortedMap<String, Translator> ALL = TABLE.translators();

  private Operators() {}

  /**
   * @throws IllegalStateException for a name that is not in the table
   */
  static Translator translator(String name) {
    Translator found = ALL.get(name);
    if (found == null) {
      throw new IllegalStateException("operator " + name + " is not in the table");
    }
    return found;
  }

  /** What to say of an operator that is not in the table. */
  static WorkloadException unknown(SourceNode node) {
    List<String> near = NearestName.ranked(node.op(), ROWS.keySet(), 3);
    return new WorkloadException(
        "node "
            + node.name()
            + ": operator "
            + node.op()
            + " is not known"
            + (near.isEmpty() ? "" : "; the nearest names are " + String.join(", ", near))
            + " (all: npusim list operators). Export the model with it decomposed into these,"
            + " leave that part out, or cost it by its tensors alone with --allow-approx");
  }

  private static OperatorTable collect() {
    OperatorTable all = new OperatorTable();
    UnaryOperators.register(all);
    BinaryOperators.register(all);
    SoftmaxOperators.register(all);
    ConvolutionOperators.register(all);
    MatrixOperators.register(all);
    NormalizationOperators.register(all);
    PoolOperators.register(all);
    ReductionOperators.register(all);
    ResizeOperators.register(all);
    ReshapeOperators.register(all);
    PartOperators.register(all);
    IndexOperators.register(all);
    ConstantOperators.register(all);
    QuantizationOperators.register(all);
    IntegerOperators.register(all);
    TransposedConvolution.register(all);
    ControlFlow.register(all);
    RecurrentOperators.register(all);
    AttentionOperators.register(all);
    SamplingOperators.register(all);
    SignalOperators.register(all);
    RandomOperators.register(all);
    SequenceOperators.register(all);
    RejectedOperators.register(all);
    LinearAttention.register(all);
    ContribAttention.register(all);
    ContribNormalizations.register(all);
    ContribPointwise.register(all);
    ContribProducts.register(all);
    ContribQuantized.register(all);
    ContribArrangements.register(all);
    ContribRejected.register(all);
    return all;
  }
}
