package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Normalization;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * RMS norm (B. Zhang and R. Sennrich, "Root Mean Square Layer Normalization", 2019) over one axis.
 * The scale comes with {@link RaiseAffine}.
 *
 * <pre>
 * before: x - square - reduce_mean - add(epsilon) - sqrt - reciprocal - mul -
 *           \ ----------------------------------------------------- /
 * after:  x - rms_norm -
 * </pre>
 */
public final class RaiseRmsNorm implements RaisingRule {
  @Override
  public String name() {
    return "rms_norm";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Standardized.of(graph, root)
        .flatMap(
            found ->
                LastAxis.raise(
                    graph, root, Normalization.rms(found.epsilon()), found.x(), found.axis()));
  }
}
