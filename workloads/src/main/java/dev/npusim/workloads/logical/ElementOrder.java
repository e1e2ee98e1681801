package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Permute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the logical order of a tensor relates to the order its elements are stored in. The stored
 * sequence is split into factors, outermost first; each logical axis is a run of them. A reshape
 * regroups factors (splitting one where an axis ends inside it), a transpose reorders axes; when
 * the factors of a wanted order come out ascending, no element has to move.
 *
 * <p>Example: an image 1x320x64x64 is stored as factors 1,64,64,320 with axes (0)(3)(1)(2).
 * Transposed to N,H,W,C and reshaped to 1x4096x320 it is (0)(1 2)(3): ascending, free.
 *
 * @param factors extents of the stored sequence
 * @param axes positions in {@code factors}, per logical axis
 */
public record ElementOrder(ImmutableLongArray factors, ImmutableList<ImmutableList<Integer>> axes) {

  /** The order of a tensor stored in its own layout. */
  public static ElementOrder of(TensorType type) {
    int rank = type.shape().rank();
    List<Integer> stored = storedAxes(rank, type.layout());
    long[] factors = stored.stream().mapToLong(type.shape()::dim).toArray();
    ImmutableList.Builder<ImmutableList<Integer>> axes = ImmutableList.builder();
    for (int axis = 0; axis < rank; axis++) {
      axes.add(ImmutableList.of(stored.indexOf(axis)));
    }
    return new ElementOrder(ImmutableLongArray.copyOf(factors), axes.build());
  }

  /** Logical axes as stored, outermost first: N,H,W,C for an image. */
  private static List<Integer> storedAxes(int rank, Layout layout) {
    List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    if (layout == Layout.IMAGE) {
      axes.remove(Integer.valueOf(1));
      axes.add(1);
    }
    return axes;
  }

  /** The factors of an axis but those of extent 1. */
  ImmutableList<Integer> run(int axis) {
    return axes.get(axis).stream()
        .filter(factor -> factors.get(factor) > 1)
        .collect(ImmutableList.toImmutableList());
  }

  /** With another extent of one factor. */
  ElementOrder withFactor(int factor, long extent) {
    long[] changed = factors.toArray();
    changed[factor] = extent;
    return new ElementOrder(ImmutableLongArray.copyOf(changed), axes);
  }

  public long elements() {
    return factors.stream().reduce(1, (a, b) -> a * b);
  }

  public long extent(int axis) {
    return axes.get(axis).stream().mapToLong(factors::get).reduce(1, (a, b) -> a * b);
  }

  public ElementOrder transpose(List<Integer> permutation) {
    return new ElementOrder(
        factors, permutation.stream().map(axes::get).collect(ImmutableList.toImmutableList()));
  }

  /**
   * With everything repeated along an axis. Factors of repetition are counted behind the stored
   * ones: steps along them stay at the same stored element.
   *
   * @param inner whether each element is repeated in place ({@code aabb}), not all together ({@code
   *     abab})
   */
  public ElementOrder repeated(int axis, long times, boolean inner) {
    List<Integer> run = new ArrayList<>(axes.get(axis));
    run.add(inner ? run.size() : 0, factors.length());
    List<ImmutableList<Integer>> all = new ArrayList<>(axes);
    all.set(axis, ImmutableList.copyOf(run));
    return new ElementOrder(
        ImmutableLongArray.builder().addAll(factors).add(times).build(), ImmutableList.copyOf(all));
  }

  /** Under other extents in the same logical order; empty where no splitting of factors fits. */
  public Optional<ElementOrder> regroup(Shape shape) {
    List<long[]> open = new ArrayList<>();
    for (List<Integer> axis : axes) {
      for (int factor : axis) {
        if (factors.get(factor) > 1) {
          open.add(new long[] {factor, factors.get(factor)});
        }
      }
    }
    List<List<long[]>> grouped = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long wanted = shape.dim(axis);
      List<long[]> group = new ArrayList<>();
      while (wanted > 1) {
        if (next == open.size()) {
          return Optional.empty();
        }
        long[] piece = open.get(next);
        if (wanted % piece[1] == 0) {
          group.add(piece);
          wanted /= piece[1];
          next++;
        } else if (piece[1] % wanted == 0) {
          group.add(new long[] {piece[0], wanted});
          open.set(next, new long[] {piece[0], piece[1] / wanted});
          wanted = 1;
        } else {
          return Optional.empty();
        }
      }
      grouped.add(group);
    }
    return next == open.size() ? Optional.of(renumber(grouped)) : Optional.empty();
  }

  /** Gives every piece its place in a finer stored sequence. */
  private static ElementOrder renumber(List<List<long[]>> grouped) {
    List<long[]> pieces = new ArrayList<>();
    grouped.forEach(pieces::addAll);
    List<long[]> stored = new ArrayList<>(pieces);
    stored.sort((a, b) -> Long.compare(a[0], b[0]));
    ImmutableList.Builder<ImmutableList<Integer>> axes = ImmutableList.builder();
    for (List<long[]> group : grouped) {
      axes.add(
          group.stream()
              .map(piece -> identityIndex(stored, piece))
              .collect(ImmutableList.toImmutableList()));
    }
    return new ElementOrder(
        ImmutableLongArray.copyOf(stored.stream().mapToLong(piece -> piece[1])), axes.build());
  }

  @SuppressWarnings("ReferenceEquality")
  private static int identityIndex(List<long[]> list, long[] wanted) {
    return IntStream.range(0, list.size())
        .filter(i -> list.get(i) == wanted)
        .findFirst()
        .orElseThrow();
  }

  /** The movement that stores these elements as {@code target}, which has the same axes. */
  public Permute storedAs(TensorType target) {
    List<Integer> wanted =
        storedAxes(axes.size(), target.layout()).stream()
            .flatMap(axis -> axes.get(axis).stream())
            .filter(factor -> factors.get(factor) > 1)
            .toList();
    List<Integer> present = wanted.stream().sorted().toList();
    return new Permute(
        target,
        ImmutableLongArray.copyOf(present.stream().mapToLong(factors::get)),
        wanted.stream().map(present::indexOf).collect(ImmutableList.toImmutableList()));
  }

  /** True when the elements are stored already as {@code layout} would store them. */
  public boolean isStoredAs(Layout layout) {
    int last = -1;
    for (int axis : storedAxes(axes.size(), layout)) {
      for (int factor : axes.get(axis)) {
        if (factors.get(factor) > 1) {
          if (factor < last) {
            return false;
          }
          last = factor;
        }
      }
    }
    return true;
  }
}
