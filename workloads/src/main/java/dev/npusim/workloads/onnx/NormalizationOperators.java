package dev.npusim.workloads.onnx;

import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Normalisations that ONNX has operators for. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static void register(Map<String, Operators.Translator> all) {
    all.put(
        "InstanceNormalization",
        (node, to) ->
            apply(node, to, new Normalization(Normalization.Kind.INSTANCE, 1, epsilon(node))));
    all.put(
        "BatchNormalization",
        (node, to) ->
            apply(node, to, new Normalization(Normalization.Kind.BATCH, 1, epsilon(node))));
    all.put(
        "GroupNormalization",
        (node, to) ->
            apply(
                node,
                to,
                Normalization.group(
                    Math.toIntExact(node.integer("num_groups", 1)), epsilon(node))));
    all.put("LayerNormalization", NormalizationOperators::layer);
  }

  private static double epsilon(SourceNode node) {
    // The number as it was written, not its expansion in binary.
    return Double.parseDouble(Float.toString(node.real("epsilon", 1e-5f)));
  }

  private static void layer(SourceNode node, Translation to) {
    int rank = to.shape(node, 0).rank();
    if (Translation.axis(node.integer("axis", -1), rank) != rank - 1) {
      throw new WorkloadException("a layer norm over several axes; only over the last one");
    }
    apply(node, to, Normalization.layer(epsilon(node)));
  }

  private static void apply(SourceNode node, Translation to, Normalization op) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < node.inputCount() && node.hasInput(i); i++) {
      operands.add(to.operand(node, i));
    }
    if (operands.isEmpty()) {
      throw new WorkloadException("nothing to normalise");
    }
    to.apply(node, op, operands);
  }
}
