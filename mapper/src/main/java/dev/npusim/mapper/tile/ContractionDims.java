package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Dims of a layer by their part in its matrix product, each list from the fastest: flattened in
 * this order they are the rows, columns and reduction that array instructions count in.
 *
 * @param rows address inputs and outputs: M, or Q, P, N
 * @param columns address weights and outputs: N or K
 * @param reduction summed over: K, or S, R, C
 * @param repeats address all three: B of a batched product, G of a grouped convolution
 */
record ContractionDims(int[] rows, int[] columns, int[] reduction, int[] repeats) {
  static ContractionDims of(Layer layer) {
    int inputs = mask(layer, Role.INPUTS);
    int weights = mask(layer, Role.WEIGHTS);
    int outputs = mask(layer, Role.OUTPUTS);
    return new ContractionDims(
        list(outputs & inputs & ~weights),
        list(outputs & weights & ~inputs),
        list((inputs | weights) & ~outputs),
        list(inputs & weights & outputs));
  }

  private static int mask(Layer layer, Role role) {
    return layer.operands().stream()
        .filter(operand -> operand.role() == role)
        .mapToInt(Operand::relevantDims)
        .reduce(0, (a, b) -> a | b);
  }

  /** Layers name their dims from the slowest. */
  private static int[] list(int mask) {
    return IntStream.iterate(Integer.SIZE - 1, i -> i >= 0, i -> i - 1)
        .filter(dim -> (mask & 1 << dim) != 0)
        .toArray();
  }

  /** All indices of some dims. */
  static long volume(Layer layer, int[] dims) {
    long volume = 1;
    for (int dim : dims) {
      volume *= layer.dims().get(dim).bound();
    }
    return volume;
  }

  /**
   * Extents per dim of {@code count} consecutive flattened indices, from any multiple of {@code
   * count} on, where these are always a box (the last one may be cut short).
   *
   * @return null where they are not
   */
  static long @Nullable [] box(Layer layer, int[] dims, long count) {
    long[] extents = new long[dims.length];
    long outside = volume(layer, dims);
    long left = Math.min(count, outside);
    for (int i = 0; i < dims.length; i++) {
      long bound = layer.dims().get(dims[i]).bound();
      outside /= bound;
      boolean whole = left >= bound;
      if (outside > 1 && (whole ? left % bound : bound % left) != 0) {
        return null;
      }
      extents[i] = whole ? bound : left;
      left = whole ? left / bound : 1;
    }
    return extents;
  }
}
