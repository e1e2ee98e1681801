package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reduce;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Layer norm (J. L. Ba et al., "Layer Normalization", 2016) over one axis, as exporters wrote it
 * before there was an operator. Scale and shift come with {@link RaiseAffine}.
 *
 * <pre>
 * before: x ------------- sub - square - reduce_mean - add(epsilon) - sqrt - div -
 *           \ reduce_mean /  \ -------------------------------------------- /
 * after:  x - layer_norm -
 * </pre>
 */
public final class RaiseLayerNorm implements RaisingRule {
  @Override
  public String name() {
    return "layer_norm";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    Standardized found = Standardized.of(graph, root).orElse(null);
    LogicalNode centred = found == null ? null : graph.producer(found.x());
    if (found == null || !Patterns.isBinary(centred, Binary.Function.SUBTRACT) || centred == null) {
      return Optional.empty();
    }
    Patterns.AlongAxis mean =
        Patterns.reduced(graph.producer(centred.input(1)), Reduce.Function.MEAN);
    return mean != null && mean.of().equals(centred.input(0)) && mean.axis() == found.axis()
        ? LastAxis.raise(graph, root, Normalization.layer(found.epsilon()), mean.of(), mean.axis())
        : Optional.empty();
  }
}
