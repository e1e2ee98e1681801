package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Hard sigmoid (Howard et al.).
 *
 * <pre>
 * before: x - add(3) - clip(0, 6) - div(6) -      after: x - hard_sigmoid(1/6, 1/2) -
 * </pre>
 */
public final class RaiseHardSigmoid implements RaisingRule {
  @Override
  public String name() {
    return "hard_sigmoid";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Composition.of(graph, root, Unary.Function.CLIP)
        .filter(found -> found.f().alpha() == 0 && found.f().beta() == 6)
        .filter(found -> found.inner().is(3, 1))
        .filter(found -> found.outer().is(new double[0], new double[] {1 / 6.0}))
        .findFirst()
        .flatMap(
            found ->
                Raised.of(root, new Unary(Unary.Function.HARD_SIGMOID, 1 / 6.0, 0.5), found.x()));
  }
}
