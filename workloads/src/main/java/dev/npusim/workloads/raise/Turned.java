package dev.npusim.workloads.raise;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Take;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import org.jspecify.annotations.Nullable;

/**
 * A value with each element in the place of its partner, the second of each pair negated: what is
 * multiplied by sines when pairs turn.
 *
 * @param x the value
 * @param interleaved whether pairs are neighbours, not in different halves of the last axis
 */
record Turned(String x, boolean interleaved) {

  /** Null where the node computes something else. */
  static @Nullable Turned of(LogicalGraph graph, @Nullable LogicalNode node) {
    boolean flattened = Patterns.isRegroup(node);
    LogicalNode joined = flattened && node != null ? graph.producer(node.input(0)) : node;
    if (joined == null
        || !(joined.op() instanceof Concat concat)
        || joined.inputs().size() != 2
        || concat.axis() != graph.shape(joined.output()).rank() - 1) {
      return null;
    }
    LogicalNode minus = graph.producer(flattened ? apart(graph, joined, 0) : joined.input(0));
    Patterns.Scaled negated = Patterns.scaled(graph, minus);
    LogicalNode second =
        negated == null || negated.factor() != -1 ? null : graph.producer(negated.of());
    LogicalNode first = graph.producer(flattened ? apart(graph, joined, 1) : joined.input(1));
    if (first == null || second == null || !first.input(0).equals(second.input(0))) {
      return null;
    }
    String x = first.input(0);
    boolean whole = node != null && graph.shape(x).equals(graph.shape(node.output()));
    boolean pairs =
        flattened
            ? isEveryOther(graph, first, x, 0) && isEveryOther(graph, second, x, 1)
            : isHalf(graph, first, x, 0) && isHalf(graph, second, x, 1);
    return whole && pairs ? new Turned(x, flattened) : null;
  }

  /** Operand {@code i} before it got an axis of extent 1 behind its others; else itself. */
  private static String apart(LogicalGraph graph, LogicalNode joined, int i) {
    LogicalNode node = graph.producer(joined.input(i));
    if (node == null || !Patterns.isRegroup(node) || graph.shape(node.output()).dim(-1) != 1) {
      return joined.input(i);
    }
    Shape before = graph.shape(node.input(0));
    Shape after = graph.shape(node.output());
    return before.dims().equals(after.dims().subArray(0, after.rank() - 1))
        ? node.input(0)
        : joined.input(i);
  }

  private static boolean isHalf(LogicalGraph graph, LogicalNode part, String x, int which) {
    Shape shape = graph.shape(x);
    long half = shape.dim(-1) / 2;
    return half * 2 == shape.dim(-1)
        && new Slice(shape.rank() - 1, which * half, half).equals(part.op());
  }

  private static boolean isEveryOther(LogicalGraph graph, LogicalNode part, String x, int which) {
    Shape shape = graph.shape(x);
    int last = shape.rank() - 1;
    long pairs = shape.dim(-1) / 2;
    if (pairs * 2 != shape.dim(-1)) {
      return false;
    }
    if (pairs == 1) {
      return new Slice(last, which, 1).equals(part.op());
    }
    Literal indices =
        part.op() instanceof Take take && take.axis() == last ? graph.literal(part.input(1)) : null;
    ImmutableLongArray picks =
        indices == null || indices.dims().length() != 1 ? null : indices.integers();
    if (picks == null || picks.length() != pairs) {
      return false;
    }
    for (int i = 0; i < pairs; i++) {
      if (picks.get(i) != 2L * i + which) {
        return false;
      }
    }
    return true;
  }
}
