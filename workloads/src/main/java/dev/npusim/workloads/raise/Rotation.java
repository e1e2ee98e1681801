package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Rope;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rotary embedding of one value: {@code x * cosines + rotated(x) * sines}, where the two halves
 * of the last axis turn together, or neighbours do.
 *
 * <pre>
 * x ------------------------------------- mul(cosines) - add -
 *   \ slice(second half) - neg - concat - mul(sines) - /
 *   \ slice(first half) ------ /
 *
 * x ---------------------------------------------------------- mul(cosines) - add -
 *   \ take(1, 3, ...) - neg - (..,D/2,1) - concat - (..,D) - mul(sines) --- /
 *   \ take(0, 2, ...) ------- (..,D/2,1) - /
 * </pre>
 *
 * @param interleaved whether neighbours turn together
 */
record Rotation(String x, String cosines, String sines, boolean interleaved) {

  static Optional<Rotation> of(LogicalGraph graph, @Nullable LogicalNode root) {
    if (root == null || !Patterns.isBinary(root, Binary.Function.ADD)) {
      return Optional.empty();
    }
    for (String turned : root.inputs()) {
      LogicalNode second = graph.producer(turned);
      LogicalNode first = graph.producer(Patterns.other(root, turned));
      if (second != null
          && Patterns.isBinary(first, Binary.Function.MULTIPLY)
          && first != null
          && Patterns.isBinary(second, Binary.Function.MULTIPLY)) {
        for (String halves : second.inputs()) {
          Turned found = Turned.of(graph, graph.producer(halves));
          if (found != null && first.inputs().contains(found.x())) {
            return Optional.of(
                new Rotation(
                    found.x(),
                    Patterns.other(first, found.x()),
                    Patterns.other(second, halves),
                    found.interleaved()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The same done to every head of {@code whole}, of which x is everything or the first part.
   *
   * @return empty where tokens and heads cannot be told apart
   */
  Optional<RaisingRule.Raised> raise(LogicalGraph graph, LogicalNode root, String whole) {
    Shape shape = graph.shape(whole);
    Shape given = graph.shape(cosines);
    if (!given.equals(graph.shape(sines))) {
      return Optional.empty();
    }
    for (RopeAxes axes : RopeAxes.candidates(shape.rank())) {
      if (axes.fit(shape, given)) {
        Replacement to = new Replacement(graph, root);
        String merged = to.regroup(to.transpose(whole, axes.tokensFirst()), axes.merged(shape));
        Shape table = axes.table(shape, given);
        String turned =
            to.main(
                new Rope(Math.toIntExact(axes.heads(shape)), interleaved),
                List.of(merged, to.regroup(cosines, table), to.regroup(sines, table)));
        return to.finish(to.transpose(to.regroup(turned, axes.apart(shape)), axes.back()));
      }
    }
    return Optional.empty();
  }
}
