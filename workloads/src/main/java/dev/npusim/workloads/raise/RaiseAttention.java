package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Softmax;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scaled dot-product attention (A. Vaswani et al., "Attention Is All You Need", 2017), with masks,
 * a soft cap of the scores, and keys and values that several query heads share.
 *
 * <pre>
 * before: q(B,H,S,D) - [scale] - matmul - [scale] - [cap] - [mask] - softmax - [guard] - matmul -
 *         k(B,H,D,T) - [scale] /                                                       /
 *         v(B,H,T,E) --------------------------------------------------------------- /
 * after:  q, k, v each seen as B,S,heads*D - attention - seen as B,H,S,E -
 * </pre>
 *
 * The scale may sit on the scores, on the queries, on the keys, or be split between them; where its
 * number is not known it stays an operation, on the queries. The views put around the attention
 * meet the head split and merge of the model, and both vanish when their orders are composed. Batch
 * and heads may share an axis; heads are then found where the queries were split.
 */
public final class RaiseAttention implements RaisingRule {
  @Override
  public String name() {
    return "attention";
  }

  @Override
  public Optional<Raised> match(LogicalGraph graph, LogicalNode root) {
    LogicalNode softmax = root.op() instanceof MatMul ? softmax(graph, root.input(0)) : null;
    return softmax == null
        ? Optional.empty()
        : Scores.of(graph, softmax.input(0))
            .flatMap(scores -> raise(graph, root, graph.shape(softmax.output()), scores));
  }

  /** The softmax that {@code value} shows, if nothing else reads it. */
  private static @Nullable LogicalNode softmax(LogicalGraph graph, String value) {
    LogicalNode node = graph.producer(value);
    while (node != null && Patterns.hasOneReader(graph, node) && !(node.op() instanceof Softmax)) {
      String guarded = Scores.guarded(graph, node);
      if (guarded != null) {
        LogicalNode behind = graph.producer(guarded);
        return behind != null && behind.op() instanceof Softmax ? behind : null;
      }
      boolean sameRows =
          Patterns.isRegroup(node)
              && graph.shape(node.input(0)).dim(-1) == graph.shape(node.output()).dim(-1);
      node = sameRows ? graph.producer(node.input(0)) : null;
    }
    return node != null && Patterns.hasOneReader(graph, node) ? node : null;
  }

  private static Optional<Raised> raise(
      LogicalGraph graph, LogicalNode root, Shape probabilities, Scores scores) {
    Optional<Heads> heads = Heads.of(graph, root, probabilities, scores);
    if (heads.isEmpty()) {
      return Optional.empty();
    }
    Replacement to = new Replacement(graph, root);
    Heads found = heads.get();
    List<String> operands = new ArrayList<>(found.write(graph, to));
    for (String factor : scores.factors()) {
      String scaled = found.scaleQueries(graph, to, operands.get(0), factor);
      if (scaled == null) {
        return Optional.empty();
      }
      operands.set(0, scaled);
    }
    boolean causal = false;
    List<Mask> masks = new ArrayList<>();
    for (Mask mask : scores.masks()) {
      Mask simple = mask.simplify(graph);
      causal |= simple.kind() == Mask.Kind.CAUSAL;
      if (simple.kind() != Mask.Kind.CAUSAL && simple.kind() != Mask.Kind.NONE) {
        masks.add(simple);
      }
    }
    if (!masks.isEmpty()) {
      String mask = joined(graph, to, masks, found);
      if (mask == null) {
        return Optional.empty();
      }
      operands.add(mask);
    }
    String merged = to.main(found.attention(causal, scores.scale(), scores.softcap()), operands);
    return to.finish(found.split(to, merged));
  }

  /** All masks in one; truth values meet numbers as a choice between those and minus infinity. */
  private static @Nullable String joined(
      LogicalGraph graph, Replacement to, List<Mask> masks, Heads heads) {
    String truths = null;
    String addends = null;
    for (Mask mask : masks) {
      String next = mask.write(graph, to, heads.batch(), heads.heads());
      if (next == null) {
        return null;
      }
      if (mask.isTruth()) {
        truths = truths == null ? next : to.apply(new Binary(Binary.Function.AND), truths, next);
      } else {
        addends = addends == null ? next : to.apply(new Binary(Binary.Function.ADD), addends, next);
      }
    }
    return truths != null && addends != null
        ? to.hidden(truths, addends)
        : truths != null ? truths : addends;
  }
}
