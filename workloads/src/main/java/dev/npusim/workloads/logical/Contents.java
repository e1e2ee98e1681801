package dev.npusim.workloads.logical;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a tensor, read when somebody asks: a model is costed by its shapes alone, and its
 * weights may be larger than memory.
 */
@FunctionalInterface
public interface Contents {
  /**
   * All numbers in row-major order, exact; a new array on every call. Null where the model does not
   * hold them, as with external data that is not there.
   *
   * @throws dev.npusim.workloads.WorkloadException where they are damaged
   */
  double @Nullable [] read();

  /**
   * These numbers, seen as a tensor of {@code dims}, with axis {@code axes[i]} as axis {@code i}.
   * Equal to {@code this} where nothing moves, also over several transpositions: a weight turned
   * twice is that weight.
   *
   * @param axes a permutation
   */
  default Contents transposed(ImmutableLongArray dims, List<Integer> axes) {
    return Turned.movesNothing(dims, axes) ? this : new Turned(this, dims, List.copyOf(axes));
  }

  /**
   * Contents with their axes exchanged.
   *
   * @param dims extents of {@code from}
   */
  record Turned(Contents from, ImmutableLongArray dims, List<Integer> axes) implements Contents {
    @Override
    public double @Nullable [] read() {
      double[] numbers = from.read();
      if (numbers == null) {
        return null;
      }
      int[] origins = origins(dims, axes);
      double[] turned = new double[origins.length];
      for (int i = 0; i < turned.length; i++) {
        turned[i] = numbers[origins[i]];
      }
      return turned;
    }

    @Override
    public Contents transposed(ImmutableLongArray turnedDims, List<Integer> turnedAxes) {
      if (!turnedDims.equals(permuted(dims, axes))) {
        return Contents.super.transposed(turnedDims, turnedAxes);
      }
      return from.transposed(dims, turnedAxes.stream().map(axes::get).toList());
    }

    /** True where only axes of extent 1 change their place. */
    static boolean movesNothing(ImmutableLongArray dims, List<Integer> axes) {
      List<Integer> moved = new ArrayList<>(axes);
      moved.removeIf(axis -> dims.get(axis) == 1);
      return moved.stream().sorted().toList().equals(moved);
    }

    static ImmutableLongArray permuted(ImmutableLongArray dims, List<Integer> axes) {
      return ImmutableLongArray.copyOf(axes.stream().mapToLong(dims::get));
    }

    /** For each element of the turned tensor its place before. */
    static int[] origins(ImmutableLongArray dims, List<Integer> axes) {
      int rank = axes.size();
      int[] strides = new int[rank];
      int elements = 1;
      for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = elements;
        elements = Math.multiplyExact(elements, Math.toIntExact(dims.get(axis)));
      }
      int[] origins = new int[elements];
      int[] position = new int[rank];
      int origin = 0;
      for (int i = 0; i < elements; i++) {
        origins[i] = origin;
        for (int axis = rank - 1; axis >= 0; axis--) {
          int from = axes.get(axis);
          origin += strides[from];
          if (++position[axis] < dims.get(from)) {
            break;
          }
          origin -= position[axis] * strides[from];
          position[axis] = 0;
        }
      }
      return origins;
    }
  }
}
