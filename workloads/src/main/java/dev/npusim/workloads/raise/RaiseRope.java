package dev.npusim.workloads.raise;

import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Rotary position embedding of every head (J. Su et al., "RoFormer", 2021).
 *
 * <pre>
 * before: x(B,H,S,D) --------------- mul(cosines) - add -
 *                    \ turn halves - mul(sines) - /
 * after:  x seen as B,S,H*D - rope - seen as B,H,S,D -
 * </pre>
 *
 * Heads and tokens are told apart by the tables, which are the same for all heads; also x of
 * B,S,H,D, of S,H,D and of B,S,D.
 */
public final class RaiseRope implements RaisingRule {
  @Override
  public String name() {
    return "rope";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    return Rotation.of(graph, root).flatMap(found -> found.raise(graph, root, found.x()));
  }
}
