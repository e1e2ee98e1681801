package dev.npusim.mapper.nest.count;

/**
 * Reads of a parent for children that work side by side: identical data is read once, partly
 * overlapping boxes are read in full.
 *
 * <p>Instances along both dims of a window hold identical boxes where their starts coincide: with
 * steps x and y along the two, {@code m} by {@code n} instances start at {@code m n - max(0, m -
 * y/g) max(0, n - x/g)} different places, g = gcd(x, y). Where a factor of such a dim does not
 * divide its bound, boxes at the edge differ, and none of the window's are taken as shared: an
 * upper bound.
 */
final class Sharing {
  private final Nest nest;

  Sharing(Nest nest) {
    this.nest = nest;
  }

  /** Reads of all parents whose data differ, for {@code delivered} words to all such children. */
  long reads(int operand, int child, int parent, long delivered) {
    long reads = delivered;
    for (Space.Window w : nest.space.windows[operand]) {
      reads = distinct(w, child, parent, reads);
    }
    return reads;
  }

  private long distinct(Space.Window w, int child, int parent, long delivered) {
    if (w.b() < 0 || (nest.inexact & w.dims()) != 0) {
      return delivered;
    }
    long m = factor(w.a(), child, parent);
    long n = factor(w.b(), child, parent);
    if (m == 1 || n == 1) {
      return delivered;
    }
    long x = w.strideA() * step(w.a(), child, parent);
    long y = w.strideB() * step(w.b(), child, parent);
    long g = gcd(x, y);
    long places = m * n - Math.max(0, m - y / g) * Math.max(0, n - x / g);
    return delivered / (m * n) * places;
  }

  /** Instances along {@code dim}; those of axes with their own reads share nothing. */
  private long factor(int dim, int child, int parent) {
    long product = 1;
    for (int axis = 0; axis < nest.space.axes; axis++) {
      product *= shares(axis, child, parent) ? nest.chains[dim].side[axis] : 1;
    }
    return product;
  }

  /** Distance of neighbours along {@code dim}. */
  private long step(int dim, int child, int parent) {
    for (int axis = 0; axis < nest.space.axes; axis++) {
      if (shares(axis, child, parent) && nest.chains[dim].side[axis] > 1) {
        return nest.chains[dim].sideBelow[axis];
      }
    }
    return 1;
  }

  private boolean shares(int axis, int child, int parent) {
    return nest.space.under[axis] > child
        && nest.space.under[axis] <= parent
        && (nest.space.unicast & 1 << axis) == 0;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
