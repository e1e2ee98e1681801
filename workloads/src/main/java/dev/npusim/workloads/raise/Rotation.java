package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Slice;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rotary embedding of one value: {@code x * cosines + rotated(x) * sines}, where the two halves
 * of the last axis turn together.
 *
 * <pre>
 * x ------------------------------------- mul(cosines) - add -
 *   \ slice(second half) - neg - concat - mul(sines) - /
 *   \ slice(first half) ------ /
 * </pre>
 */
record Rotation(String x, String cosines, String sines) {

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
          String x = turned(graph, graph.producer(halves));
          if (x != null && first.inputs().contains(x)) {
            return Optional.of(
                new Rotation(x, Patterns.other(first, x), Patterns.other(second, halves)));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The value that {@code node} shows with its second half, negated, before its first. */
  private static @Nullable String turned(LogicalGraph graph, @Nullable LogicalNode node) {
    if (node == null || !(node.op() instanceof Concat concat) || node.inputs().size() != 2) {
      return null;
    }
    Patterns.Scaled negated = Patterns.scaled(graph, graph.producer(node.input(0)));
    LogicalNode second =
        negated == null || negated.factor() != -1 ? null : graph.producer(negated.of());
    LogicalNode first = graph.producer(node.input(1));
    if (first == null || second == null || !first.input(0).equals(second.input(0))) {
      return null;
    }
    String x = first.input(0);
    Shape shape = graph.shape(x);
    long half = shape.dim(-1) / 2;
    boolean halves =
        concat.axis() == shape.rank() - 1
            && half * 2 == shape.dim(-1)
            && new Slice(concat.axis(), 0, half).equals(first.op())
            && new Slice(concat.axis(), half, half).equals(second.op());
    return halves ? x : null;
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
                new Rope(Math.toIntExact(axes.heads(shape))),
                List.of(merged, to.regroup(cosines, table), to.regroup(sines, table)));
        return to.finish(to.transpose(to.regroup(turned, axes.apart(shape)), axes.back()));
      }
    }
    return Optional.empty();
  }
}
