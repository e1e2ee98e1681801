package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.workloads.onnx.OnnxOperator.Kind;
import dev.npusim.workloads.onnx.Operators.Translator;
import java.util.TreeMap;

/** Collects operators: for each a row for people and what it does to a translation. */
final class OperatorTable {
  private final TreeMap<String, OnnxOperator> rows = new TreeMap<>();
  private final TreeMap<String, Translator> translators = new TreeMap<>();

  void contraction(String name, int since, String how, Translator translator) {
    add(Kind.CONTRACTION, name, since, how, translator);
  }

  void vector(String name, int since, String how, Translator translator) {
    add(Kind.VECTOR, name, since, how, translator);
  }

  void view(String name, int since, String how, Translator translator) {
    add(Kind.VIEW, name, since, how, translator);
  }

  void constant(String name, int since, String how, Translator translator) {
    add(Kind.CONSTANT, name, since, how, translator);
  }

  void quantization(String name, int since, String how, Translator translator) {
    add(Kind.QUANTIZATION, name, since, how, translator);
  }

  void approximation(String name, int since, String how, Translator translator) {
    add(Kind.APPROXIMATION, name, since, how, translator);
  }

  /** An operator that the importer takes apart before nodes are translated one by one. */
  void control(String name, int since, String how) {
    row(new OnnxOperator(name, since, Kind.CONTROL, how));
  }

  /**
   * @param advice why it cannot be costed, and what to do instead
   */
  void rejected(String name, int since, String advice) {
    add(
        Kind.REJECTED,
        name,
        since,
        advice,
        (node, to) -> {
          throw new UnsupportedException(advice);
        });
  }

  private void add(Kind kind, String name, int since, String how, Translator translator) {
    row(new OnnxOperator(name, since, kind, how));
    translators.put(name, translator);
  }

  private void row(OnnxOperator operator) {
    if (rows.put(operator.name(), operator) != null) {
      throw new IllegalStateException("operator " + operator.name() + " is in the table twice");
    }
  }

  ImmutableSortedMap<String, OnnxOperator> rows() {
    return ImmutableSortedMap.copyOf(rows);
  }

  ImmutableSortedMap<String, Translator> translators() {
    return ImmutableSortedMap.copyOf(translators);
  }
}
