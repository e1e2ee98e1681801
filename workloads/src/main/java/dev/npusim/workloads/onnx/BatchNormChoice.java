package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import java.util.Map;

/**
 * What to do with the batch norms of a file, as the built-in classifiers ask it: {@code
 * norms=folded} (the default) or {@code norms=kept}, given among the extents.
 *
 * @param given whether the user said anything
 * @param otherDims what was given besides
 */
record BatchNormChoice(boolean folds, boolean given, ImmutableMap<String, String> otherDims) {
  static final String OPTION = "norms";
  private static final String FOLDED = "folded";
  private static final String KEPT = "kept";

  /**
   * A number is an extent of that name.
   *
   * @throws WorkloadException where the choice is neither
   */
  static BatchNormChoice of(Map<String, String> dims) {
    String text = dims.get(OPTION);
    if (text == null || text.matches("-?[0-9x]+")) {
      return new BatchNormChoice(true, false, ImmutableMap.copyOf(dims));
    }
    if (!text.equals(FOLDED) && !text.equals(KEPT)) {
      throw new WorkloadException(
          OPTION
              + "="
              + text
              + "; allowed: folded or kept"
              + NearestName.hint(text, List.of(FOLDED, KEPT)));
    }
    ImmutableMap<String, String> others =
        dims.entrySet().stream()
            .filter(dim -> !dim.getKey().equals(OPTION))
            .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
    return new BatchNormChoice(text.equals(FOLDED), true, others);
  }
}
