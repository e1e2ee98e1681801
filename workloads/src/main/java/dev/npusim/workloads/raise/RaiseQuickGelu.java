package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * GELU by a sigmoid (Hendrycks and Gimpel, section 2), as CLIP has it.
 *
 * <pre>
 * before: x - mul(1.702) - sigmoid - mul -      after: x - quick_gelu -
 *           \ -------------------- /
 * </pre>
 */
public final class RaiseQuickGelu implements RaisingRule {
  @Override
  public String name() {
    return "quick_gelu";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Composition.of(graph, root, Unary.Function.SIGMOID)
        .filter(found -> found.inner().is(0, 1.702))
        .filter(found -> found.outer().is(new double[0], new double[] {0, 1}))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.QUICK_GELU), found.x()));
  }
}
