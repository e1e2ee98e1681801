package dev.npusim.mapper.search;

import com.google.common.math.LongMath;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Touched;
import dev.npusim.mapper.nest.count.Real;
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
   * @param gaps whether values that it does not take are not counted, and there are any
   */
  record Window(int a, long strideA, int b, long strideB, long touched, boolean gaps) {
    /** Positions over so many indices of either dim. */
    double extent(long extentA, long extentB) {
      return gaps
          ? Touched.of(strideA, strideB, extentA, extentB)
          : 1.0 + strideA * (extentA - 1) + strideB * (extentB - 1);
    }

    /** Positions that one index more of dim {@code d} adds, at least, whatever it has. */
    double slope(int d, long extentA, long extentB) {
      if (gaps) {
        return d == a ? Real.min(extentB, strideA) : Real.min(extentA, strideB);
      }
      return d == a ? strideA : strideB;
    }
  }

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
      if (terms.size() == 1 && (coordinate.touched() || terms.get(0).coefficient() == 1)) {
        whole |= 1 << terms.get(0).dim();
        volume *= bound(layer, terms.get(0));
      } else if (!terms.isEmpty()) {
        slides.add(window(layer, terms, coordinate.touched()));
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

  private static Window window(Layer layer, List<Coordinate.Term> terms, boolean gaps) {
    Coordinate.Term a = terms.get(0);
    if (terms.size() == 1) {
      return new Window(a.dim(), a.coefficient(), -1, 0, bound(layer, a), false);
    }
    Coordinate.Term b = terms.get(1);
    long x = a.coefficient();
    long y = b.coefficient();
    long common = LongMath.gcd(x, y);
    long positions = Touched.of(x / common, y / common, bound(layer, a), bound(layer, b));
    return new Window(a.dim(), x, b.dim(), y, positions, gaps && (x > 1 || y > 1));
  }

  /** Elements of a tile with the given extents per dim. */
  double tile(long[] extent, int row) {
    double volume = plain(extent, row);
    for (Window w : windows) {
      volume *= w.extent(extent[row + w.a()], w.b() < 0 ? 1 : extent[row + w.b()]);
    }
    return volume;
  }

  private double plain(long[] extent, int row) {
    double volume = 1;
    for (int rest = plain; rest != 0; rest &= rest - 1) {
      volume *= extent[row + Integer.numberOfTrailingZeros(rest)];
    }
    return volume;
  }

  /** Elements by which such a tile grows for each index more of dim {@code d}, at least. */
  double slope(long[] extent, int row, int d) {
    double slope = plain(extent, row) / ((plain & 1 << d) != 0 ? extent[row + d] : 1);
    for (Window w : windows) {
      long b = w.b() < 0 ? 1 : extent[row + w.b()];
      slope *=
          w.a() == d || w.b() == d
              ? w.slope(d, extent[row + w.a()], b)
              : w.extent(extent[row + w.a()], b);
    }
    return slope;
  }
}
