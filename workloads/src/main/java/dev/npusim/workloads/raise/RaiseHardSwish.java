package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Hard swish (A. Howard et al., "Searching for MobileNetV3", 2019).
 *
 * <pre>
 * before: x - add(3) - clip(0, 6) - mul - div(6) -      after: x - hard_swish -
 *           \ ------------------- /
 * or:     x ------------------------- mul -
 *           \ hard_sigmoid(1/6, 1/2) /
 * </pre>
 */
public final class RaiseHardSwish implements RaisingRule {
  @Override
  public String name() {
    return "hard_swish";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Stream.concat(
            Composition.of(graph, root, Unary.Function.HARD_SIGMOID)
                .filter(found -> isGate(found.f()))
                .filter(found -> found.inner().is(0, 1))
                .filter(found -> found.outer().is(new double[0], new double[] {0, 1})),
            Composition.of(graph, root, Unary.Function.CLIP)
                .filter(found -> found.f().alpha() == 0 && found.f().beta() == 6)
                .filter(found -> found.inner().is(3, 1))
                .filter(found -> found.outer().is(new double[0], new double[] {0, 1 / 6.0})))
        .findFirst()
        .flatMap(found -> Raised.of(root, new Unary(Unary.Function.HARD_SWISH), found.x()));
  }

  private static boolean isGate(Unary hardSigmoid) {
    return Patterns.isClose(hardSigmoid.alpha(), 1 / 6.0) && hardSigmoid.beta() == 0.5;
  }
}
