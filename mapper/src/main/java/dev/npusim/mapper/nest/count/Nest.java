package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.FlatMapping;

/**
 * The loops of the current mapping in one row, the innermost first, and what follows from them for
 * tiles. A dim's loops may cover more than its bound: points beyond it do not exist, so the last
 * tile of a dim can be smaller and the last round of a loop shorter. Loops that never advance are
 * left out.
 *
 * <p>{@code child} is the level that receives, or -1 for the MAC units, whose tile is one point.
 */
final class Nest {
  final Space space;

  /** Temporal loops: dim, steps, and the dim's extent inside one step. */
  final int[] loopDim;

  final long[] loopFactor;
  final long[] loopBelow;

  /** First loop of each level; one more entry for the end. */
  final int[] start;

  int loops;

  /** Spatial loops: the level that feeds them, axis, dim, factor, extent inside one instance. */
  final int[] spatialUnder;

  final int[] spatialAxis;
  final int[] spatialDim;
  final long[] spatialFactor;
  final long[] spatialBelow;
  int spatials;

  /** Extent of dim d in a tile of level l, up to its bound: {@code tile[(l + 1) * dims + d]}. */
  final long[] tile;

  /** Temporal factor at level l times spatial factors under it. */
  private final long[] factor;

  /** Extent inside the temporal loops of level l, the axes under it included. */
  final long[] inside;

  /** Tiles of dim d at level l, one after the other and side by side; like {@code tile}. */
  final long[] tiles;

  /** Steps of all temporal loops from one loop outwards; only for dims without remainder. */
  private final long[] stepsFrom;

  /** Instances in use, {@code [level + 1]}. */
  private final long[] used;

  /** The same two for the dims that do not address the operand in focus. */
  private final long[] idleFrom;

  private final long[] idleAbove;
  private int idle;

  /** Dims on any axis. */
  int spatialDims;

  /** Dims whose factors cover more than the bound. */
  int inexact;

  /** Operands kept per level. */
  int[] keeps;

  private final long[] run;

  Nest(Space space) {
    this.space = space;
    int dims = space.dims;
    loopDim = new int[space.levels * dims];
    loopFactor = new long[space.levels * dims];
    loopBelow = new long[space.levels * dims];
    start = new int[space.levels + 1];
    spatialUnder = new int[space.axes * dims];
    spatialAxis = new int[space.axes * dims];
    spatialDim = new int[space.axes * dims];
    spatialFactor = new long[space.axes * dims];
    spatialBelow = new long[space.axes * dims];
    tile = new long[(space.levels + 1) * dims];
    tiles = new long[(space.levels + 1) * dims];
    stepsFrom = new long[space.levels * dims + 1];
    idleFrom = new long[space.levels * dims + 1];
    used = new long[space.levels + 1];
    idleAbove = new long[space.levels + 1];
    inside = new long[space.levels * dims];
    run = new long[dims];
    factor = new long[space.levels * dims];
    keeps = new int[space.levels];
    java.util.Arrays.fill(tile, 1);
  }

  /** Takes a mapping in. */
  void set(FlatMapping mapping) {
    int dims = space.dims;
    long[] bound = space.bound;
    keeps = mapping.keeps;
    loops = 0;
    spatials = 0;
    spatialDims = 0;
    int axis = 0;
    for (int d = 0; d < dims; d++) {
      run[d] = 1;
    }
    for (int l = 0; l < space.levels; l++) {
      int row = l * dims;
      System.arraycopy(mapping.factors, row, factor, row, dims);
      for (; axis < space.axes && space.under[axis] == l; axis++) {
        setAxis(mapping, axis, row);
      }
      start[l] = loops;
      System.arraycopy(run, 0, inside, row, dims);
      for (int i = row; i < row + dims; i++) {
        int d = mapping.order[i];
        long factor = mapping.factors[row + d];
        if (factor > 1) {
          long below = run[d];
          if (below < bound[d]) {
            loopDim[loops] = d;
            loopBelow[loops] = below;
            loopFactor[loops] =
                below * factor <= bound[d] ? factor : (bound[d] + below - 1) / below;
            loops++;
          }
          run[d] = below * factor;
        }
      }
      for (int d = 0; d < dims; d++) {
        tile[row + dims + d] = Math.min(run[d], bound[d]);
      }
    }
    start[space.levels] = loops;
    inexact = 0;
    for (int d = 0; d < dims; d++) {
      if (run[d] != bound[d]) {
        inexact |= 1 << d;
      }
    }
    count();
  }

  private void count() {
    int dims = space.dims;
    long steps = 1;
    stepsFrom[loops] = 1;
    for (int i = loops - 1; i >= 0; i--) {
      steps *= loopFactor[i];
      stepsFrom[i] = steps;
    }
    long instances = 1;
    int s = spatials - 1;
    for (int l = space.levels - 1; l >= -1; l--) {
      for (; s >= 0 && spatialUnder[s] > l; s--) {
        instances *= spatialFactor[s];
      }
      used[l + 1] = instances;
    }
    for (int rest = space.windowDims; rest != 0; rest &= rest - 1) {
      int d = Integer.numberOfTrailingZeros(rest);
      long bound = space.bound[d];
      if ((inexact & 1 << d) != 0) {
        for (int row = d; row < tile.length; row += dims) {
          tiles[row] = ceil(bound, tile[row]);
        }
      } else {
        // The product of all factors outside; divisions are slow.
        long outside = 1;
        for (int l = space.levels - 1; l >= 0; l--) {
          tiles[(l + 1) * dims + d] = outside;
          outside *= factor[l * dims + d];
        }
        tiles[d] = bound;
      }
    }
  }

  /** Turns to an operand: prepares {@link #times}. */
  void focus(int operand) {
    idle = ~space.relevant[operand];
    int exact = idle & ~inexact;
    long product = 1;
    idleFrom[loops] = 1;
    for (int i = loops - 1; i >= 0; i--) {
      product *= (exact & 1 << loopDim[i]) != 0 ? loopFactor[i] : 1;
      idleFrom[i] = product;
    }
    product = 1;
    int s = spatials - 1;
    for (int l = space.levels - 1; l >= -1; l--) {
      for (; s >= 0 && spatialUnder[s] > l; s--) {
        product *= (exact & 1 << spatialDim[s]) != 0 ? spatialFactor[s] : 1;
      }
      idleAbove[l + 1] = product;
    }
  }

  /**
   * Whether all instances with the same data of the operand in focus have the same to do and one
   * read together: counts for {@link #copies} instances are then that many times those for one.
   */
  boolean alike() {
    return space.unicast == 0 && (idle & inexact) == 0;
  }

  /** Instances of a level with the same data of the operand in focus. */
  long copies(int level) {
    return idleAbove[level + 1];
  }

  /** {@link #visits} over the dims that do not address the operand in focus. */
  long times(int from, int child, int level) {
    return alike() ? idleFrom[from] * idleAbove[level + 1] : visits(from, child, level, idle);
  }

  /** The first loop above {@code child} that addresses the operand in focus, or the end. */
  int firstRelevant(int child) {
    int first = start[child + 1];
    while (first < loops && (idle & 1 << loopDim[first]) != 0) {
      first++;
    }
    return first;
  }

  private void setAxis(FlatMapping mapping, int axis, int row) {
    int dims = space.dims;
    for (int d = 0; d < dims; d++) {
      long factor = mapping.spatial[axis * dims + d];
      if (factor > 1) {
        spatialUnder[spatials] = space.under[axis];
        spatialAxis[spatials] = axis;
        spatialDim[spatials] = d;
        spatialDims |= 1 << d;
        spatialFactor[spatials] = factor;
        spatialBelow[spatials] = run[d];
        spatials++;
        run[d] *= factor;
        this.factor[row + d] *= factor;
      }
    }
  }

  /** Instances in use of a level, or of the MAC units. */
  long instances(int level) {
    return used[level + 1];
  }

  /**
   * Times that something happens over {@code dims}: each step of the temporal loops from {@code
   * from} outwards, once for each instance of {@code level} that then has work, and for each one of
   * {@code child} that has a read of its own.
   */
  long visits(int from, int child, int level, int dims) {
    long product = 1;
    int exact = dims & ~inexact;
    for (int i = from; i < loops; i++) {
      if ((exact & 1 << loopDim[i]) != 0) {
        product *= loopFactor[i];
      }
    }
    for (int s = 0; s < spatials; s++) {
      if ((exact & 1 << spatialDim[s]) != 0 && counts(s, child, level)) {
        product *= spatialFactor[s];
      }
    }
    for (int rest = dims & inexact; rest != 0; rest &= rest - 1) {
      product *= visitsOf(from, child, level, Integer.numberOfTrailingZeros(rest));
    }
    return product;
  }

  /** The same for one dim: index tuples whose first point exists, counted from the outside. */
  private long visitsOf(int from, int child, int level, int dim) {
    long inner = 1;
    for (int i = from; i < loops; i++) {
      inner *= loopDim[i] == dim ? loopFactor[i] : 1;
    }
    for (int s = 0; s < spatials; s++) {
      inner *= spatialDim[s] == dim && counts(s, child, level) ? spatialFactor[s] : 1;
    }
    long left = space.bound[dim];
    long visits = 0;
    int i = loops - 1;
    int s = spatials - 1;
    while (true) {
      while (i >= from && loopDim[i] != dim) {
        i--;
      }
      while (s >= 0 && (spatialDim[s] != dim || !counts(s, child, level))) {
        s--;
      }
      boolean temporal = i >= from && (s < 0 || loopBelow[i] > spatialBelow[s]);
      if (!temporal && s < 0) {
        return visits + 1;
      }
      long factor = temporal ? loopFactor[i] : spatialFactor[s];
      long below = temporal ? loopBelow[i--] : spatialBelow[s--];
      inner /= factor;
      left = Math.min(left, below * factor);
      long full = left / below;
      visits += full * inner;
      left -= full * below;
      if (left == 0) {
        return visits;
      }
    }
  }

  private boolean counts(int s, int child, int level) {
    return spatialUnder[s] > level
        || (spatialUnder[s] > child && (space.unicast & 1 << spatialAxis[s]) != 0);
  }

  /** Steps of all temporal loops from {@code from} outwards. */
  long steps(int from) {
    return inexact == 0 ? stepsFrom[from] : visits(from, space.levels, space.levels, -1);
  }

  /** Elements of an operand's tile at a level. */
  long elements(int operand, int level) {
    int row = (level + 1) * space.dims;
    long volume = 1;
    for (int rest = space.plain[operand]; rest != 0; rest &= rest - 1) {
      volume *= tile[row + Integer.numberOfTrailingZeros(rest)];
    }
    for (Space.Window w : space.windows[operand]) {
      volume *= extent(w, tile[row + w.a()], w.b() < 0 ? 1 : tile[row + w.b()]);
    }
    return volume;
  }

  /** Extent of a window's box over {@code a} and {@code b} indices of its dims. */
  static long extent(Space.Window w, long a, long b) {
    return 1 + w.strideA() * (a - 1) + w.strideB() * (b - 1);
  }

  /**
   * The sum of the sizes of all different tiles of an operand at {@code child}: plain coordinates
   * are cut into pieces without overlap, windows into boxes that overlap.
   */
  long volume(int operand, int child) {
    if (child < 0) {
      return space.points[operand];
    }
    long volume = space.plainVolume[operand];
    for (Space.Window w : space.windows[operand]) {
      volume *= extents(w, child);
    }
    return volume;
  }

  /** The sum of a window's extents over all tiles at {@code child}; linear in the tile's sides. */
  long extents(Space.Window w, int child) {
    int row = (child + 1) * space.dims;
    long tilesA = tiles[row + w.a()];
    long tilesB = w.b() < 0 ? 1 : tiles[row + w.b()];
    return tilesA * tilesB * (1 - w.strideA() - w.strideB())
        + w.strideA() * w.boundA() * tilesB
        + w.strideB() * w.boundB() * tilesA;
  }

  /**
   * Whether the reduction is still going on where {@code level} is updated: its elements are
   * partial sums.
   */
  boolean partial(int level) {
    int row = level * space.dims;
    for (int d = 0; d < space.dims; d++) {
      if ((space.relevant[space.written] & 1 << d) == 0 && inside[row + d] < space.bound[d]) {
        return true;
      }
    }
    return false;
  }

  static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
