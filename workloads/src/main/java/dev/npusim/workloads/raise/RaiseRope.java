package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Slice;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.List;
import java.util.Optional;

/**
 * Rotary position embedding (J. Su et al., "RoFormer", 2021) of every head, or of its first part.
 *
 * <pre>
 * before: x(B,H,S,D) -------------- mul(cosines) - add -
 *                    \ turn halves - mul(sines) - /
 * after:  x seen as B,S,H*D - rope - seen as B,H,S,D -
 *
 * before: x(B,H,S,D) - slice(first R) - rotary embedding - concat -
 *                    \ slice(the rest) ----------------- /
 * after:  x seen as B,S,H*D - rope with tables of R - seen as B,H,S,D -
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
    return Rotation.of(graph, root)
        .flatMap(rotation -> raise(graph, root, rotation, rotation.x()))
        .or(() -> partial(graph, root));
  }

  private static Optional<Raised> partial(LogicalGraph graph, LogicalNode root) {
    if (!(root.op() instanceof Concat concat) || root.inputs().size() != 2) {
      return Optional.empty();
    }
    Rotation rotation = Rotation.of(graph, graph.producer(root.input(0))).orElse(null);
    LogicalNode turned = rotation == null ? null : graph.producer(rotation.x());
    LogicalNode rest = graph.producer(root.input(1));
    if (rotation == null || turned == null || rest == null) {
      return Optional.empty();
    }
    Shape whole = graph.shape(root.output());
    long width = graph.shape(rotation.x()).dim(-1);
    int last = whole.rank() - 1;
    boolean parts =
        concat.axis() == last
            && new Slice(last, 0, width).equals(turned.op())
            && new Slice(last, width, whole.dim(-1) - width).equals(rest.op())
            && turned.input(0).equals(rest.input(0))
            && graph.shape(turned.input(0)).equals(whole);
    return parts ? raise(graph, root, rotation, turned.input(0)) : Optional.empty();
  }

  private static Optional<Raised> raise(
      LogicalGraph graph, LogicalNode root, Rotation rotation, String x) {
    Shape shape = graph.shape(x);
    Shape cosines = graph.shape(rotation.cosines());
    if (!cosines.equals(graph.shape(rotation.sines()))) {
      return Optional.empty();
    }
    for (Axes axes : Axes.candidates(shape.rank())) {
      if (axes.fit(shape, cosines)) {
        Replacement to = new Replacement(graph, root);
        String merged = to.regroup(to.transpose(x, axes.tokensFirst()), axes.merged(shape));
        Shape table = axes.table(shape, cosines);
        String turned =
            to.main(
                new Rope(Math.toIntExact(axes.heads(shape))),
                List.of(
                    merged,
                    to.regroup(rotation.cosines(), table),
                    to.regroup(rotation.sines(), table)));
        return to.finish(to.transpose(to.regroup(turned, axes.apart(shape)), axes.back()));
      }
    }
    return Optional.empty();
  }

  /** Which axes hold the batch, the tokens and the heads; -1 where there is none. */
  private record Axes(int rank, int batch, int tokens, int heads) {
    static ImmutableList<Axes> candidates(int rank) {
      return switch (rank) {
        case 4 -> ImmutableList.of(new Axes(4, 0, 2, 1), new Axes(4, 0, 1, 2));
        case 3 -> ImmutableList.of(new Axes(3, 0, 1, -1), new Axes(3, -1, 0, 1));
        case 2 -> ImmutableList.of(new Axes(2, -1, 0, -1));
        default -> ImmutableList.of();
      };
    }

    /** True where the tables have one row per token, for all heads. */
    boolean fit(Shape x, Shape table) {
      long width = table.rank() == 0 ? 0 : table.dim(-1);
      return table.rank() <= rank
          && width <= x.dim(-1)
          && width % 2 == 0
          && (heads < 0 || extent(table, heads) == 1)
          && extent(table, tokens) == x.dim(tokens)
          && (batch < 0 || extent(table, batch) == 1 || extent(table, batch) == x.dim(batch));
    }

    private long extent(Shape table, int axis) {
      return table.rank() < rank - axis ? 1 : table.dim(axis - rank);
    }

    private long batch(Shape x) {
      return batch < 0 ? 1 : x.dim(batch);
    }

    long heads(Shape x) {
      return heads < 0 ? 1 : x.dim(heads);
    }

    ImmutableList<Integer> tokensFirst() {
      ImmutableList.Builder<Integer> axes = ImmutableList.builder();
      for (int axis : new int[] {batch, tokens, heads, rank - 1}) {
        if (axis >= 0) {
          axes.add(axis);
        }
      }
      return axes.build();
    }

    ImmutableList<Integer> back() {
      ImmutableList<Integer> there = tokensFirst();
      ImmutableList.Builder<Integer> axes = ImmutableList.builder();
      for (int axis = 0; axis < rank; axis++) {
        axes.add(there.indexOf(axis));
      }
      return axes.build();
    }

    Shape merged(Shape x) {
      return Shape.of(batch(x), x.dim(tokens), heads(x) * x.dim(-1));
    }

    /** The shape of x with its axes in the order of {@link #tokensFirst()}. */
    Shape apart(Shape x) {
      return Shape.of(tokensFirst().stream().mapToLong(x::dim).toArray());
    }

    Shape table(Shape x, Shape given) {
      return given.elements() == x.dim(tokens) * given.dim(-1)
          ? Shape.of(x.dim(tokens), given.dim(-1))
          : Shape.of(batch(x), x.dim(tokens), given.dim(-1));
    }
  }
}
