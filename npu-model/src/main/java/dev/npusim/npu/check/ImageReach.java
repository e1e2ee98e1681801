package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Window;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Which positions of an input image a run of output positions depends on, where rows and columns of
 * the image are treated apart (sliding windows, resizing). Positions are counted (n*H + h)*W + w.
 * Exact: positions between the taps of a strided or dilated window are left out.
 */
final class ImageReach {
  private final int outHeight;
  private final int outWidth;
  private final int height;
  private final int width;
  private final IntFunction<int[]> rowTaps;
  private final IntFunction<int[]> columnTaps;
  private final Map<Long, ImmutableIntArray> known = new HashMap<>();

  /**
   * @param rowTaps input rows that an output row needs, inside the image
   * @param columnTaps likewise for columns
   */
  ImageReach(Shape input, Shape output, IntFunction<int[]> rowTaps, IntFunction<int[]> columnTaps) {
    this.height = Math.toIntExact(input.dim(2));
    this.width = Math.toIntExact(input.dim(3));
    this.outHeight = Math.toIntExact(output.dim(2));
    this.outWidth = Math.toIntExact(output.dim(3));
    this.rowTaps = rowTaps;
    this.columnTaps = columnTaps;
  }

  static ImageReach of(Shape input, Shape output, Window rows, Window columns) {
    int height = Math.toIntExact(input.dim(2));
    int width = Math.toIntExact(input.dim(3));
    return new ImageReach(
        input, output, index -> taps(rows, index, height), index -> taps(columns, index, width));
  }

  private static int[] taps(Window window, int index, int extent) {
    return IntStream.range(0, window.kernel())
        .map(tap -> index * window.stride() - window.padBefore() + tap * window.dilation())
        .filter(position -> position >= 0 && position < extent)
        .toArray();
  }

  /** Disjoint ascending runs begin, end, begin, end... of the positions that [from, to) needs. */
  ImmutableIntArray runs(int from, int to) {
    return known.computeIfAbsent(((long) from << 32) | to, key -> compute(from, to));
  }

  private ImmutableIntArray compute(int from, int to) {
    BitSet needed = new BitSet();
    int position = from;
    while (position < to) {
      int line = position / outWidth;
      int column = position % outWidth;
      int image = line / outHeight;
      int lines = 1;
      int columnEnd = Math.min(outWidth, column + to - position);
      if (column == 0 && columnEnd == outWidth) {
        // Whole output rows of one image go together.
        lines = Math.min((to - position) / outWidth, (image + 1) * outHeight - line);
      }
      mark(needed, image, line % outHeight, lines, column, columnEnd);
      position += lines * (columnEnd - column);
    }
    ImmutableIntArray.Builder runs = ImmutableIntArray.builder();
    for (int begin = needed.nextSetBit(0); begin >= 0; ) {
      int end = needed.nextClearBit(begin);
      runs.add(begin).add(end);
      begin = needed.nextSetBit(end);
    }
    return runs.build();
  }

  private void mark(BitSet needed, int image, int line, int lines, int column, int columnEnd) {
    BitSet inputRows = union(rowTaps, line, line + lines);
    BitSet inputColumns = union(columnTaps, column, columnEnd);
    for (int h = inputRows.nextSetBit(0); h >= 0; h = inputRows.nextSetBit(h + 1)) {
      int base = (image * height + h) * width;
      for (int w = inputColumns.nextSetBit(0); w >= 0; ) {
        int end = inputColumns.nextClearBit(w);
        needed.set(base + w, base + end);
        w = inputColumns.nextSetBit(end);
      }
    }
  }

  private static BitSet union(IntFunction<int[]> taps, int from, int to) {
    BitSet all = new BitSet();
    for (int index = from; index < to; index++) {
      for (int tap : taps.apply(index)) {
        all.set(tap);
      }
    }
    return all;
  }
}
