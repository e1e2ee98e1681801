package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Elementwise;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Window;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * One axis of a tile: whether every output position of it is made of the same input positions as in
 * the whole image, tap by tap, from the definition of each operation.
 */
final class TileAxis {
  /** No part of the input would do. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int HEIGHT = 2;

  private final int begin;
  private final int outputs;
  private final int extent;
  private final int tileExtent;

  /**
   * @param begin first output position of the tile
   * @param outputs of the tile
   * @param extent of the whole input
   * @param tileExtent of the tile's input
   */
  TileAxis(int begin, int outputs, int extent, int tileExtent) {
    this.begin = begin;
    this.outputs = outputs;
    this.extent = extent;
    this.tileExtent = tileExtent;
  }

  /**
   * The position of the whole input that the tile's input has to begin at, or {@link #NONE}.
   *
   * @param axis 2 for the height, 3 for the width
   */
  int inputBegin(Node original, Node tile, int axis) {
    Operation whole = original.op();
    Operation part = tile.op();
    if (whole instanceof Convolution a && part instanceof Convolution b) {
      return a.groups() == b.groups() ? sliding(window(a, axis), window(b, axis)) : NONE;
    }
    if (whole instanceof Pool a && part instanceof Pool b) {
      boolean same = a.function() == b.function() && a.countPadding() == b.countPadding();
      return same ? sliding(window(a, axis), window(b, axis)) : NONE;
    }
    if (whole instanceof Fold a && part instanceof Fold b) {
      return folded(window(a, axis), window(b, axis));
    }
    if (whole instanceof Resize a && part instanceof Resize b) {
      boolean repeats =
          a.filter() == Resize.Filter.NEAREST
              && a.sampling().coordinates() == Resize.Coordinates.ASYMMETRIC
              && a.sampling().rounding() == Resize.Rounding.FLOOR
              && b.filter() == a.filter()
              && b.sampling().equals(a.sampling());
      int all = Math.toIntExact(axis == HEIGHT ? a.height() : a.width());
      double stated = axis == HEIGHT ? a.sampling().rowScale() : a.sampling().columnScale();
      return repeats && (stated == 0 || stated * extent == all) ? resized(all) : NONE;
    }
    if (whole instanceof Pad a && part instanceof Pad b) {
      boolean same =
          a.fill() == Pad.Fill.CONSTANT
              && b.fill() == a.fill()
              && Double.compare(a.value(), b.value()) == 0
              && a.before().subList(0, 2).equals(b.before().subList(0, 2))
              && a.target().shape().dim(1) == b.target().shape().dim(1);
      return same ? padded(a.before().get(axis), b.before().get(axis)) : NONE;
    }
    boolean pointwise =
        whole instanceof Elementwise || whole instanceof Binary || whole instanceof Select;
    return pointwise && whole.equals(part) ? same(original, axis) : NONE;
  }

  private static Window window(Convolution op, int axis) {
    return axis == HEIGHT ? op.rows() : op.columns();
  }

  private static Window window(Pool op, int axis) {
    return axis == HEIGHT ? op.rows() : op.columns();
  }

  private static Window window(Fold op, int axis) {
    return axis == HEIGHT ? op.rows() : op.columns();
  }

  private static boolean alike(Window a, Window b) {
    return a.kernel() == b.kernel() && a.stride() == b.stride() && a.dilation() == b.dilation();
  }

  private int sliding(Window whole, Window part) {
    if (!alike(whole, part)) {
      return NONE;
    }
    int from = begin * whole.stride() - whole.padBefore() + part.padBefore();
    for (int output = 0; output < outputs; output++) {
      for (int tap = 0; tap < whole.kernel(); tap++) {
        int there = (begin + output) * whole.stride() - whole.padBefore() + tap * whole.dilation();
        int here = output * part.stride() - part.padBefore() + tap * part.dilation();
        if (inside(there, extent) != inside(here, tileExtent)) {
          return NONE;
        }
      }
    }
    return from;
  }

  private static boolean inside(int position, int extent) {
    return position >= 0 && position < extent;
  }

  private int folded(Window whole, Window part) {
    int shift = begin + whole.padBefore() - part.padBefore();
    if (!alike(whole, part) || shift % whole.stride() != 0) {
      return NONE;
    }
    int from = shift / whole.stride();
    for (int output = 0; output < outputs; output++) {
      int[] there = patches(whole, begin + output, extent);
      int[] here = patches(part, output, tileExtent);
      if (!Arrays.equals(there, IntStream.of(here).map(patch -> patch + from).toArray())) {
        return NONE;
      }
    }
    return from;
  }

  /** The patches that reach an output position. */
  private static int[] patches(Window window, int output, int extent) {
    IntUnaryOperator start = tap -> output + window.padBefore() - tap * window.dilation();
    return IntStream.range(0, window.kernel())
        .map(start)
        .filter(row -> row >= 0 && row % window.stride() == 0)
        .map(row -> row / window.stride())
        .filter(patch -> patch < extent)
        .toArray();
  }

  private int resized(int all) {
    int from = Math.toIntExact((long) begin * extent / all);
    for (int output = 0; output < outputs; output++) {
      long there = (long) (begin + output) * extent / all;
      long here = (long) output * tileExtent / outputs;
      if (there != here + from) {
        return NONE;
      }
    }
    return from;
  }

  private int padded(int before, int tileBefore) {
    for (int output = 0; output < outputs; output++) {
      if (inside(begin + output - before, extent) != inside(output - tileBefore, tileExtent)) {
        return NONE;
      }
    }
    return begin - before + tileBefore;
  }

  private int same(Node original, int axis) {
    long whole = original.output().type().shape().dim(axis);
    if (extent == whole && tileExtent == outputs) {
      return begin;
    }
    return extent == 1 && tileExtent == 1 ? 0 : NONE;
  }
}
