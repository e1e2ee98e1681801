package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import java.util.BitSet;

/**
 * How one operand is addressed, as tables for bounds: plain dims and windows of two dims. Dims of
 * bound 1 are relevant to nothing.
 */
final class Demand {
  /** A coordinate {@code strideA a + strideB b}; {@code b} is -1 for one dim. */
  record Window(int a, long strideA, int b, long strideB, long touched) {}

  final boolean written;
  final int relevant;

  /** Dims that move the whole tile when they step. */
  final int plain;

  final Window[] windows;
  private final double plainVolume;

  /** Elements that the MACs touch; each has to come or go at least once. */
  final double touched;

  Demand(Layer layer, Operand operand) {
    written = operand.isWritten();
    int address = 0;
    int whole = 0;
    double volume = 1;
    java.util.List<Window> slides = new java.util.ArrayList<>();
    for (Coordinate coordinate : operand.coordinates()) {
      for (Coordinate.Term term : coordinate.terms()) {
        address |= bound(layer, term) > 1 ? 1 << term.dim() : 0;
      }
      if (coordinate.isPlain()) {
        Coordinate.Term term = coordinate.terms().get(0);
        whole |= bound(layer, term) > 1 ? 1 << term.dim() : 0;
        volume *= bound(layer, term);
      } else {
        slides.add(window(layer, coordinate));
      }
    }
    relevant = address;
    plain = whole;
    plainVolume = volume;
    windows = slides.toArray(Window[]::new);
    double all = volume;
    for (Window window : windows) {
      all *= window.touched();
    }
    touched = all;
  }

  /** One for each operand of a layer. */
  static Demand[] of(Layer layer) {
    return layer.operands().stream()
        .map(operand -> new Demand(layer, operand))
        .toArray(Demand[]::new);
  }

  private static long bound(Layer layer, Coordinate.Term term) {
    return layer.dims().get(term.dim()).bound();
  }

  private static Window window(Layer layer, Coordinate coordinate) {
    Coordinate.Term a = coordinate.terms().get(0);
    if (coordinate.terms().size() == 1) {
      return new Window(a.dim(), a.coefficient(), -1, 0, bound(layer, a));
    }
    Coordinate.Term b = coordinate.terms().get(1);
    BitSet positions = new BitSet();
    for (int i = 0; i < bound(layer, a); i++) {
      for (int j = 0; j < bound(layer, b); j++) {
        positions.set((int) (a.coefficient() * i + b.coefficient() * j));
      }
    }
    return new Window(a.dim(), a.coefficient(), b.dim(), b.coefficient(), positions.cardinality());
  }

  /** Elements of a tile with the given extents per dim, as the box that it spans. */
  double tile(long[] extent, int row) {
    double volume = 1;
    for (int rest = plain; rest != 0; rest &= rest - 1) {
      volume *= extent[row + Integer.numberOfTrailingZeros(rest)];
    }
    for (Window w : windows) {
      volume *=
          1
              + w.strideA() * (extent[row + w.a()] - 1)
              + (w.b() < 0 ? 0 : w.strideB() * (extent[row + w.b()] - 1));
    }
    return volume;
  }

  /**
   * Sum of the sizes of all tiles; a window that has {@code sliding} counts what it touches only,
   * as if overlaps were never fetched again.
   */
  double tiles(long[] bound, long[] extent, int row, int sliding) {
    double volume = plainVolume;
    for (Window w : windows) {
      boolean slides = w.b() < 0 || (sliding & (1 << w.a() | 1 << w.b())) != 0;
      volume *= slides ? w.touched() : boxes(w, bound, extent, row);
    }
    return volume;
  }

  private static double boxes(Window w, long[] bound, long[] extent, int row) {
    double tilesA = Math.ceil((double) bound[w.a()] / extent[row + w.a()]);
    double tilesB = Math.ceil((double) bound[w.b()] / extent[row + w.b()]);
    return tilesA * tilesB * (1 - w.strideA() - w.strideB())
        + (double) w.strideA() * bound[w.a()] * tilesB
        + (double) w.strideB() * bound[w.b()] * tilesA;
  }
}
