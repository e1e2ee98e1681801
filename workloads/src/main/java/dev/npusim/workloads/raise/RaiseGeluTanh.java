package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * GELU by a hyperbolic tangent of a cubic polynomial (Hendrycks and Gimpel, section 2), the cube
 * written as a power or as products, factors in any order and grouping.
 *
 * <pre>
 * before: x - x + 0.044715 x^3 - mul(sqrt(2/pi)) - tanh - add(1) - mul(0.5) - mul -
 *           \ ------------------------------------------------------------- /
 * after:  x - gelu_tanh -
 * </pre>
 */
public final class RaiseGeluTanh implements RaisingRule {
  private static final double ROOT = Math.sqrt(2 / Math.PI);

  @Override
  public String name() {
    return "gelu_tanh";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Composition.of(graph, root, Unary.Function.TANH)
        .filter(found -> found.inner().is(0, ROOT, 0, ROOT * 0.044715))
        .filter(found -> found.outer().is(new double[] {0, 0.5}, new double[] {0, 0.5}))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.GELU_TANH), found.x()));
  }
}
