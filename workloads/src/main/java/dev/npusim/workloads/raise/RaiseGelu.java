package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * GELU by the error function (D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units", 2016), its
 * factors in any order and grouping.
 *
 * <pre>
 * before: x - div(sqrt 2) - erf - add(1) - mul(0.5) - mul -      after: x - gelu -
 *           \ ------------------------------------- /
 * </pre>
 */
public final class RaiseGelu implements RaisingRule {
  @Override
  public String name() {
    return "gelu";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Composition.of(graph, root, Unary.Function.ERF)
        .filter(found -> found.inner().is(0, Math.sqrt(0.5)))
        .filter(found -> found.outer().is(new double[] {0, 0.5}, new double[] {0, 0.5}))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.GELU), found.x()));
  }
}
