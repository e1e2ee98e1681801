package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.TreeMap;

/** Every ONNX operator that is understood. */
final class Operators {
  /** Adds what one source node does to the translation. */
  @FunctionalInterface
  interface Translator {
    void translate(SourceNode node, Translation to);
  }

  static final ImmutableSortedMap<String, Translator> ALL = collect();

  private Operators() {}

  private static ImmutableSortedMap<String, Translator> collect() {
    Map<String, Translator> all = new TreeMap<>();
    ContractionOperators.register(all);
    PointwiseOperators.register(all);
    NormalizationOperators.register(all);
    WindowOperators.register(all);
    ArrangementOperators.register(all);
    ConstantOperators.register(all);
    return ImmutableSortedMap.copyOf(all);
  }
}
