package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.MatMul;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Queries, keys and values of attention: where the elements of each come from, with axes batch,
 * heads, tokens, features.
 */
record Heads(long batch, long heads, Arrangement q, Arrangement k, Arrangement v) {
  private static final ImmutableList<Integer> SWAPPED = ImmutableList.of(0, 2, 1, 3);

  /**
   * @param root product of the probabilities with the values
   * @param probabilities their shape
   */
  static Optional<Heads> of(
      LogicalGraph graph, LogicalNode root, Shape probabilities, Scores scores) {
    Operand q = new Operand(graph, scores.product(), 0, true);
    Operand k = new Operand(graph, scores.product(), 1, true);
    Operand v = new Operand(graph, root, 1, false);
    long matrices = probabilities.product(0, probabilities.rank() - 2);
    long heads =
        switch (probabilities.rank()) {
          case 2 -> 1;
          case 3 ->
              scores.masks().stream()
                  .filter(mask -> mask.scores().rank() == 4)
                  .mapToLong(mask -> mask.scores().dim(1))
                  .findFirst()
                  .orElseGet(() -> Math.min(q.headsBesideFeatures(), v.headsBesideFeatures()));
          default -> probabilities.product(1, probabilities.rank() - 2);
        };
    long batch = matrices / heads;
    Shape rows = Shape.of(batch, heads, probabilities.dim(-2));
    Shape columns = Shape.of(batch, heads, probabilities.dim(-1));
    Arrangement queries = q.found(rows, 1);
    Arrangement keys = k.found(columns, heads);
    Arrangement values = v.found(columns, heads);
    if (keys != null && values != null && keyHeads(keys) != keyHeads(values)) {
      keys = k.found(columns, 1);
      values = v.found(columns, 1);
    }
    return queries == null || keys == null || values == null || keyHeads(keys) != keyHeads(values)
        ? Optional.empty()
        : Optional.of(new Heads(batch, heads, queries, keys, values));
  }

  /** Heads of keys or values without those that are repeated. */
  private static long keyHeads(Arrangement x) {
    return x.order().extent(1) / x.repetitions(1);
  }

  /** One operand of a matrix product, seen as rows of features. */
  private record Operand(LogicalGraph graph, String value, boolean turned, Arrangement origin) {
    Operand(LogicalGraph graph, LogicalNode product, int index, boolean scales) {
      this(
          graph,
          product.input(index),
          // Keys meet queries transposed, values do not meet probabilities so.
          index == 1 && product.op() instanceof MatMul matMul && matMul.transposeB() != scales,
          scales
              ? Arrangement.of(graph, product.input(index))
              : Arrangement.unscaled(graph, product.input(index)));
    }

    /** Heads in an axis they share with the batch: what lies next to the features. */
    long headsBesideFeatures() {
      Arrangement rows = turn(origin);
      return rows.besides(0, rows.order().axes().size() - 1);
    }

    private Arrangement turn(Arrangement arrangement) {
      int rank = arrangement.order().axes().size();
      if (!turned) {
        return arrangement;
      }
      List<Integer> axes = new ArrayList<>();
      for (int axis = 0; axis < rank - 2; axis++) {
        axes.add(axis);
      }
      axes.add(rank - 1);
      axes.add(rank - 2);
      return arrangement.transpose(axes);
    }

    /**
     * Told apart by batch and head, each head repeated for so many others at most.
     *
     * @param wanted batch, heads and tokens
     */
    @Nullable Arrangement found(Shape wanted, long mostRepetitions) {
      Arrangement back = told(turn(origin), wanted);
      boolean fits =
          back != null
              && graph.literal(back.base()) == null
              && back.repeatsOnlyWithin(1)
              && back.repetitions(1) <= mostRepetitions;
      return fits ? back : told(turn(Arrangement.itself(graph, value)), wanted);
    }

    /** One matrix serves all heads of the only batch element. */
    private static @Nullable Arrangement told(Arrangement rows, Shape wanted) {
      long matrix = wanted.dim(2) * rows.order().extent(rows.order().axes().size() - 1);
      boolean one = rows.order().elements() == matrix && wanted.dim(0) == 1;
      Shape told =
          Shape.of(wanted.dim(0), one ? 1 : wanted.dim(1), wanted.dim(2), matrix / wanted.dim(2));
      return told.elements() == rows.order().elements() ? rows.regroup(told).orElse(null) : null;
    }
  }

  Attention attention(boolean causal, double scale, double softcap) {
    return new Attention(
        Math.toIntExact(heads),
        Math.toIntExact(keyHeads(k)),
        Math.toIntExact(features(q)),
        Math.toIntExact(features(v)),
        causal,
        scale * q.factor() * k.factor(),
        softcap);
  }

  private static long tokens(Arrangement x) {
    return x.order().extent(2);
  }

  private static long features(Arrangement x) {
    return x.order().extent(3);
  }

  /** Writes queries, keys and values with the heads side by side. */
  ImmutableList<String> write(LogicalGraph graph, Replacement to) {
    return ImmutableList.of(
        q.write(to, SWAPPED, merged(q, tokens(q))), cached(graph, to, k), cached(graph, to, v));
  }

  private Shape merged(Arrangement x, long tokens) {
    return Shape.of(batch, tokens, keyHeads(x) * features(x));
  }

  /** Keys or values; those of earlier tokens stay in front of those of new ones. */
  private String cached(LogicalGraph graph, Replacement to, Arrangement x) {
    LogicalNode joined = graph.producer(x.base());
    if (joined == null
        || !(joined.op() instanceof Concat concat)
        || x.baseAxis(2) != concat.axis()
        || joined.inputs().stream().anyMatch(part -> graph.literal(part) != null)) {
      return x.write(to, SWAPPED, merged(x, tokens(x)));
    }
    ImmutableList.Builder<String> parts = ImmutableList.builder();
    for (String part : joined.inputs()) {
      Shape shape = merged(x, graph.shape(part).dim(concat.axis()));
      parts.add(x.ofPart(graph, part, 2).write(to, SWAPPED, shape));
    }
    return to.instead(joined, new Concat(1), parts.build());
  }

  /** The queries times a tensor with one number, or one per head; null for another tensor. */
  @Nullable String scaleQueries(LogicalGraph graph, Replacement to, String queries, String factor) {
    Binary times = new Binary(Binary.Function.MULTIPLY);
    Shape shape = graph.shape(factor);
    if (shape.elements() == 1) {
      return to.apply(times, queries, to.regroup(factor, Shape.of(1)));
    }
    if (shape.elements() != heads || shape.dim(-3) != heads) {
      return null;
    }
    Shape apart = Shape.of(batch, tokens(q), heads, features(q));
    String scaled =
        to.apply(times, to.regroup(queries, apart), to.regroup(factor, Shape.of(heads, 1)));
    return to.regroup(scaled, merged(q, tokens(q)));
  }

  /** What attention yields, told apart by head again: batch, heads, tokens, features. */
  String split(Replacement to, String merged) {
    Shape apart = Shape.of(batch, tokens(q), heads, features(v));
    return to.transpose(to.regroup(merged, apart), SWAPPED);
  }
}
