package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Shape;

/**
 * Which axes of a value hold the batch, the tokens and the heads; -1 where there is none. The last
 * one holds the features of a head.
 */
record RopeAxes(int rank, int batch, int tokens, int heads) {
  static ImmutableList<RopeAxes> candidates(int rank) {
    return switch (rank) {
      case 4 -> ImmutableList.of(new RopeAxes(4, 0, 2, 1), new RopeAxes(4, 0, 1, 2));
      case 3 -> ImmutableList.of(new RopeAxes(3, 0, 1, -1), new RopeAxes(3, -1, 0, 1));
      case 2 -> ImmutableList.of(new RopeAxes(2, -1, 0, -1));
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
