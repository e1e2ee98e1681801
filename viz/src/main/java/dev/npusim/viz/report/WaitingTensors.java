package dev.npusim.viz.report;

import dev.npusim.mapper.TensorDecision;
import java.util.Comparator;
import java.util.List;

/** Which gaps to show first. */
public final class WaitingTensors {
  private WaitingTensors() {}

  /** The skips in order; of a model without skips, the largest tensors that wait. */
  public static List<TensorDecision> shown(List<TensorDecision> tensors, int most) {
    List<TensorDecision> skips =
        tensors.stream().filter(tensor -> tensor.kind() == TensorDecision.Kind.SKIP).toList();
    if (!skips.isEmpty() && skips.size() <= most) {
      return skips;
    }
    return (skips.isEmpty() ? tensors : skips)
        .stream()
            .sorted(Comparator.comparingLong(TensorDecision::bytes).reversed())
            .limit(most)
            .toList();
  }

  public static boolean hasSkips(List<TensorDecision> tensors) {
    return tensors.stream().anyMatch(t -> t.kind() == TensorDecision.Kind.SKIP);
  }
}
