package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * How one operand is addressed, as tables for bounds: plain dims and windows of two dims. Dims of
 * bound 1 are relevant to nothing and drop out.
 */
final class Demand {
  /**
   * A coordinate {@code strideA a + strideB b}; {@code b} is -1 for one dim.
   *
   * @param touched different values that it takes
   */
  record Window(int a, long strideA, int b, long strideB, long touched) {}

  final boolean written;
  final int relevant;

  /** Dims that move the whole tile when they step. */
  final int plain;

  final Window[] windows;

  /** Product of the bounds of the plain dims. */
  final double plainVolume;

  /** Elements that the MACs touch; each has to come or go at least once. */
  final double touched;

  Demand(Layer layer, Operand operand) {
    written = operand.isWritten();
    int address = 0;
    int whole = 0;
    double volume = 1;
    List<Window> slides = new ArrayList<>();
    for (Coordinate coordinate : operand.coordinates()) {
      List<Coordinate.Term> terms =
          coordinate.terms().stream().filter(term -> bound(layer, term) > 1).toList();
      for (Coordinate.Term term : terms) {
        address |= 1 << term.dim();
      }
      if (terms.size() == 1 && terms.get(0).coefficient() == 1) {
        whole |= 1 << terms.get(0).dim();
        volume *= bound(layer, terms.get(0));
      } else if (!terms.isEmpty()) {
        slides.add(window(layer, terms));
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

  private static Window window(Layer layer, List<Coordinate.Term> terms) {
    Coordinate.Term a = terms.get(0);
    if (terms.size() == 1) {
      return new Window(a.dim(), a.coefficient(), -1, 0, bound(layer, a));
    }
    Coordinate.Term b = terms.get(1);
    long positions = positions(bound(layer, a), a.coefficient(), bound(layer, b), b.coefficient());
    return new Window(a.dim(), a.coefficient(), b.dim(), b.coefficient(), positions);
  }

  /**
   * Different values of {@code x i + y j} for i below m and j below n: (i, j) and (i - y/g, j +
   * x/g) give the same one, g = gcd(x, y), and of such a row only the first counts.
   */
  private static long positions(long m, long x, long n, long y) {
    long g = gcd(x, y);
    return m * n - Math.max(0, m - y / g) * Math.max(0, n - x / g);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
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
}
