package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Softmax;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention; the scale may sit on the scores, on the queries, on the keys, or be
 * split between queries and keys.
 *
 * <pre>
 * before: q(B,H,S,D) - [scale] - matmul - [scale] - softmax - matmul -
 *         k(B,H,D,T) - [scale] /                            /
 *         v(B,H,T,E) ------------------------------------- /
 * after:  q, k, v each seen as B,S,H*D - attention - seen as B,H,S,E -
 * </pre>
 *
 * The views put around the attention meet the head split and merge of the model, and both vanish
 * when their orders are composed. Operands with three axes hold batch and heads in the first; heads
 * are then found where the queries were split. A mask between scores and softmax is not matched.
 */
public final class RaiseAttention implements RaisingRule {
  @Override
  public String name() {
    return "attention";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode softmax = root.op() instanceof MatMul ? graph.producer(root.input(0)) : null;
    if (softmax == null || !(softmax.op() instanceof Softmax) || isShared(graph, softmax)) {
      return Optional.empty();
    }
    List<LogicalNode> parts = new ArrayList<>(List.of(softmax, root));
    LogicalNode scores = graph.producer(softmax.input(0));
    Patterns.Scaled scaled = Patterns.scaled(graph, scores);
    if (scaled != null && scores != null && !isShared(graph, scores)) {
      parts.add(scores);
      scores = graph.producer(scaled.of());
    }
    if (scores == null || !(scores.op() instanceof MatMul product) || isShared(graph, scores)) {
      return Optional.empty();
    }
    parts.add(scores);
    Shape q = graph.shape(scores.input(0));
    Shape result = graph.shape(root.output());
    boolean fits = (q.rank() == 3 || q.rank() == 4) && result.rank() == q.rank();
    int heads = fits ? heads(graph, scores.input(0), q) : 0;
    if (heads == 0) {
      return Optional.empty();
    }
    Views views = new Views(root, heads);
    List<LogicalNode> nodes = new ArrayList<>();
    dropScale(graph, scores.input(0), nodes, parts);
    dropScale(graph, scores.input(1), nodes, parts);
    String keys = scores.input(1);
    if (!product.transposeB()) {
      keys = views.swapLast(keys, graph.shape(keys).rank(), nodes);
    }
    String values = root.input(1);
    if (root.op() instanceof MatMul second && second.transposeB()) {
      values = views.swapLast(values, graph.shape(values).rank(), nodes);
    }
    long keyCount = graph.shape(softmax.output()).dim(-1);
    long batch = q.rank() == 4 ? q.dim(0) : q.dim(0) / heads;
    long headDim = q.dim(-1);
    long valueDim = result.dim(-1);
    String merged =
        views.attention(
            new Attention(heads, heads, Math.toIntExact(headDim), Math.toIntExact(valueDim), false),
            List.of(
                views.mergeHeads(scores.input(0), batch, q.dim(-2), headDim, nodes),
                views.mergeHeads(keys, batch, keyCount, headDim, nodes),
                views.mergeHeads(values, batch, keyCount, valueDim, nodes)),
            nodes);
    views.splitHeads(merged, batch, q.dim(-2), valueDim, result, nodes);
    return Optional.of(new Raised(ImmutableList.copyOf(nodes), ImmutableList.copyOf(parts)));
  }

  private static boolean isShared(LogicalGraph graph, LogicalNode node) {
    return graph.readers(node.output()) != 1;
  }

  /** Heads of the queries; 0 where they cannot be told. */
  private static int heads(LogicalGraph graph, String queries, Shape shape) {
    if (shape.rank() == 4) {
      return Math.toIntExact(shape.dim(1));
    }
    String value = queries;
    while (true) {
      Shape before = graph.shape(value);
      if (before.rank() == 3
          && before.dim(1) == shape.dim(1)
          && before.dim(2) % shape.dim(2) == 0
          && before.dim(0) * (before.dim(2) / shape.dim(2)) == shape.dim(0)
          && before.dim(2) > shape.dim(2)) {
        return Math.toIntExact(before.dim(2) / shape.dim(2));
      }
      LogicalNode node = rearrangementOrScale(graph, value);
      if (node == null) {
        return 1;
      }
      Patterns.Scaled scaled = Patterns.scaled(graph, node);
      value = scaled == null ? node.input(0) : scaled.of();
    }
  }

  private static @Nullable LogicalNode rearrangementOrScale(LogicalGraph graph, String value) {
    LogicalNode node = graph.producer(value);
    boolean passes =
        node != null && (node.step().isRearrangement() || Patterns.scaled(graph, node) != null);
    return passes ? node : null;
  }

  /** Leaves out multiplications by a known number on the way to an operand. */
  private static void dropScale(
      LogicalGraph graph, String operand, List<LogicalNode> nodes, List<LogicalNode> parts) {
    String value = operand;
    while (graph.readers(value) == 1) {
      LogicalNode node = rearrangementOrScale(graph, value);
      if (node == null) {
        return;
      }
      Patterns.Scaled scaled = Patterns.scaled(graph, node);
      if (scaled != null) {
        nodes.add(node.with(new Step.Regroup(graph.shape(node.output())), scaled.of()));
        parts.add(node);
      }
      value = scaled == null ? node.input(0) : scaled.of();
    }
  }

  /** Makes the views around an attention; their names extend the root's output. */
  private static final class Views {
    private final LogicalNode root;
    private final int heads;
    private int count;

    Views(LogicalNode root, int heads) {
      this.root = root;
      this.heads = heads;
    }

    private String add(Step step, List<String> inputs, List<LogicalNode> nodes) {
      String output = root.output() + "/" + count++;
      nodes.add(
          new LogicalNode(
              root.name(), step, ImmutableList.copyOf(inputs), output, ImmutableList.of()));
      return output;
    }

    String swapLast(String value, int rank, List<LogicalNode> nodes) {
      ImmutableList<Integer> axes =
          rank == 3 ? ImmutableList.of(0, 2, 1) : ImmutableList.of(0, 1, 3, 2);
      return add(new Step.Transpose(axes), List.of(value), nodes);
    }

    String mergeHeads(String value, long batch, long length, long dim, List<LogicalNode> nodes) {
      Shape split = Shape.of(batch, heads, length, dim);
      String apart = add(new Step.Regroup(split), List.of(value), nodes);
      String turned = add(new Step.Transpose(ImmutableList.of(0, 2, 1, 3)), List.of(apart), nodes);
      Shape merged = Shape.of(batch, length, Math.multiplyExact(heads, dim));
      return add(new Step.Regroup(merged), List.of(turned), nodes);
    }

    String attention(Attention op, List<String> operands, List<LogicalNode> nodes) {
      String output = root.output() + "/" + count++;
      nodes.add(
          new LogicalNode(
              root.name(),
              new Step.Apply(op),
              ImmutableList.copyOf(operands),
              output,
              root.sources()));
      return output;
    }

    void splitHeads(
        String merged, long batch, long length, long dim, Shape result, List<LogicalNode> nodes) {
      Shape apart = Shape.of(batch, length, heads, dim);
      String split = add(new Step.Regroup(apart), List.of(merged), nodes);
      String turned = add(new Step.Transpose(ImmutableList.of(0, 2, 1, 3)), List.of(split), nodes);
      nodes.add(
          new LogicalNode(
              root.name(),
              new Step.Regroup(result),
              ImmutableList.of(turned),
              root.output(),
              ImmutableList.of()));
    }
  }
}
