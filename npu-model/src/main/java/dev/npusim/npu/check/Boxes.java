package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Between regions of a tensor's matrix and boxes of its shape (one half-open interval per axis, in
 * the order of the axes). A run of rows is at most 2 * rank - 1 boxes.
 */
final class Boxes {
  private Boxes() {}

  /** Boxes that together are exactly {@code region}. */
  static List<long[][]> split(TensorType type, Region region) {
    List<long[][]> boxes = new ArrayList<>();
    if (type.shape().rank() == 0) {
      boxes.add(new long[0][]);
      return boxes;
    }
    long[][] box = new long[type.shape().rank()][];
    box[type.columnAxis()] = new long[] {region.columnBegin(), region.columnEnd()};
    splitRows(type.shape(), rowAxes(type), 0, region.rowBegin(), region.rowEnd(), box, boxes);
    return boxes;
  }

  /** Splits the rows [from, to) of the axes from {@code depth} inwards. */
  private static void splitRows(
      Shape shape, int[] axes, int depth, long from, long to, long[][] box, List<long[][]> boxes) {
    if (from >= to) {
      return;
    }
    if (depth == axes.length) {
      boxes.add(box.clone());
      return;
    }
    long inner = 1;
    for (int i = depth + 1; i < axes.length; i++) {
      inner *= shape.dim(axes[i]);
    }
    long first = from / inner;
    long end = to / inner;
    if (first == end) {
      box[axes[depth]] = new long[] {first, first + 1};
      splitRows(shape, axes, depth + 1, from % inner, to % inner, box, boxes);
      return;
    }
    if (from % inner != 0) {
      box[axes[depth]] = new long[] {first, first + 1};
      splitRows(shape, axes, depth + 1, from % inner, inner, box, boxes);
      first++;
    }
    if (first < end) {
      box[axes[depth]] = new long[] {first, end};
      splitRows(shape, axes, depth + 1, 0, inner, box, boxes);
    }
    if (to % inner != 0) {
      box[axes[depth]] = new long[] {end, end + 1};
      splitRows(shape, axes, depth + 1, 0, to % inner, box, boxes);
    }
  }

  /** Regions that together are exactly {@code box}; adds them to {@code regions}. */
  static void join(TensorType type, long[][] box, List<Region> regions) {
    if (type.shape().rank() == 0) {
      regions.add(new Region(0, 1, 0, 1));
      return;
    }
    long[] columns = box[type.columnAxis()];
    joinRows(type.shape(), rowAxes(type), 0, 0, 1, box, columns, regions);
  }

  /** Rows so far are [row, row + run) in units of the axes from {@code depth} inwards. */
  private static void joinRows(
      Shape shape,
      int[] axes,
      int depth,
      long row,
      long run,
      long[][] box,
      long[] columns,
      List<Region> regions) {
    if (depth == axes.length) {
      add(regions, row, row + run, columns);
      return;
    }
    long extent = shape.dim(axes[depth]);
    long[] interval = box[axes[depth]];
    if (interval[0] == 0 && interval[1] == extent) {
      joinRows(shape, axes, depth + 1, row * extent, run * extent, box, columns, regions);
      return;
    }
    for (long outer = row; outer < row + run; outer++) {
      long first = outer * extent + interval[0];
      joinRows(shape, axes, depth + 1, first, interval[1] - interval[0], box, columns, regions);
    }
  }

  private static void add(List<Region> regions, long row, long end, long[] columns) {
    if (row < end && columns[0] < columns[1]) {
      regions.add(
          new Region(
              Math.toIntExact(row),
              Math.toIntExact(end),
              Math.toIntExact(columns[0]),
              Math.toIntExact(columns[1])));
    }
  }

  private static int[] rowAxes(TensorType type) {
    int[] axes = new int[type.shape().rank() - 1];
    int count = 0;
    for (int axis = 0; axis < type.shape().rank(); axis++) {
      if (axis != type.columnAxis()) {
        axes[count++] = axis;
      }
    }
    return axes;
  }

  /**
   * Regions that hold the stored elements [from, to), counted along the rows of a matrix with
   * {@code columns} columns.
   */
  static void linear(long from, long to, long columns, List<Region> regions) {
    long first = from / columns;
    long end = to / columns;
    if (from >= to) {
      return;
    }
    if (first == end) {
      add(regions, first, first + 1, new long[] {from % columns, to % columns});
      return;
    }
    if (from % columns != 0) {
      add(regions, first, first + 1, new long[] {from % columns, columns});
      first++;
    }
    add(regions, first, end, new long[] {0, columns});
    add(regions, end, end + 1, new long[] {0, to % columns});
  }
}
