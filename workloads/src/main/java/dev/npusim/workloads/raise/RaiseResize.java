package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Resize;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * An image enlarged by repeating its pixels.
 *
 * <pre>
 * before: x(N,C,H,W) - reshape(N,C,H,1,W,1) - expand(N,C,H,2,W,2) - reshape(N,C,2H,2W) -
 * after:  x - resize(nearest) -
 * </pre>
 */
public final class RaiseResize implements RaisingRule {
  @Override
  public String name() {
    return "resize";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    Shape shape = graph.shape(root.output());
    if (!Patterns.isRegroup(root) || shape.rank() != 4) {
      return Optional.empty();
    }
    Arrangement found = Arrangement.unscaled(graph, root.output());
    boolean repeats =
        found.baseShape().rank() == 4
            && found.repetitions(0) == 1
            && found.repetitions(1) == 1
            && found.repetitions(2) * found.repetitions(3) > 1
            && found.isBaseInPlace()
            && graph.literal(found.base()) == null;
    return repeats
        ? Raised.of(
            root, new Resize(Resize.Filter.NEAREST, shape.dim(2), shape.dim(3)), found.base())
        : Optional.empty();
  }
}
