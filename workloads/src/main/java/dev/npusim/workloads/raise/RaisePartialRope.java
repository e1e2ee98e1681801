package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Slice;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Optional;

/**
 * Rotary position embedding of the first part of every head, as in GPT-NeoX and Phi.
 *
 * <pre>
 * before: x(B,H,S,D) - slice(first R) - rotary embedding - concat -
 *                    \ slice(the rest) ----------------- /
 * after:  x seen as B,S,H*D - rope with tables of R - seen as B,H,S,D -
 * </pre>
 */
public final class RaisePartialRope implements RaisingRule {
  @Override
  public String name() {
    return "partial_rope";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    if (!(root.op() instanceof Concat concat) || root.inputs().size() != 2) {
      return Optional.empty();
    }
    LogicalNode rest = graph.producer(root.input(1));
    if (rest == null) {
      return Optional.empty();
    }
    String whole = rest.input(0);
    return Rotation.of(graph, graph.producer(root.input(0)))
        .filter(found -> isRest(graph, concat, root, found, rest))
        .flatMap(found -> found.raise(graph, root, whole));
  }

  /** True where {@code rest} is what lies behind the turned part of the same value. */
  private static boolean isRest(
      LogicalGraph graph, Concat concat, LogicalNode root, Rotation found, LogicalNode rest) {
    LogicalNode part = graph.producer(found.x());
    Shape whole = graph.shape(root.output());
    long width = graph.shape(found.x()).dim(-1);
    int last = whole.rank() - 1;
    return part != null
        && concat.axis() == last
        && new Slice(last, 0, width).equals(part.op())
        && new Slice(last, width, whole.dim(-1) - width).equals(rest.op())
        && part.input(0).equals(rest.input(0))
        && graph.shape(rest.input(0)).equals(whole);
  }
}
