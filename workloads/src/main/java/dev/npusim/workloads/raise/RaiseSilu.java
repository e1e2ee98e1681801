package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * SiLU, also called swish (S. Elfwing et al., "Sigmoid-Weighted Linear Units", 2018).
 *
 * <pre>
 * before: x ----------- mul -      after: x - silu -
 *           \ sigmoid /
 * </pre>
 */
public final class RaiseSilu implements RaisingRule {
  @Override
  public String name() {
    return "silu";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Composition.of(graph, root, Unary.Function.SIGMOID)
        .filter(found -> found.inner().is(0, 1))
        .filter(found -> found.outer().is(new double[0], new double[] {0, 1}))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.SILU), found.x()));
  }
}
