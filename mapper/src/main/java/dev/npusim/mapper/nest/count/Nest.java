package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Touched;

/**
 * The loops of the current mapping: a {@link Chain} per dim, and the order of the temporal loops in
 * one row, the innermost first. Loops that never advance are left out, and so are those of level 0:
 * nothing inside them is kept, so their order makes no difference.
 *
 * <p>{@code child} is the level that receives, or -1 for the MAC units, whose tile is one point.
 */
final class Nest {
  final Space space;

  /** Per dim; null for those of bound 1. */
  final Chain[] chains;

  /** What the chains know of visits, [dim * stride + level * sets + set of axes]. */
  private final long[] visits;

  private final int stride;
  private final int sets;

  /** Temporal loops: dim and level, with an end beyond the outermost level. */
  final int[] loopDim;

  final int[] loopLevel;

  /** The loops of the same level up to this one, as a mask of dims. */
  private final int[] within;

  /** First loop of each level; one more entry for the end. */
  final int[] start;

  int loops;

  /** Dims with a loop at a level, as a mask, and with one outside a level. */
  private final int[] looping;

  private final int[] loopingOutside;

  /** Dims whose factors cover more than the bound. */
  int inexact;

  /** Instances in use along an axis, and of a level, {@code [level + 1]}. */
  final long[] usedOnAxis;

  private final long[] used;

  /** Operands kept per level. */
  int[] keeps;

  Nest(Space space) {
    this.space = space;
    int most = space.levels * space.dims + 1;
    chains = new Chain[space.dims];
    sets = space.sets.size();
    stride = (space.levels + 1) * sets;
    visits = new long[space.dims * stride];
    for (int d : space.looping) {
      chains[d] = new Chain(space, d, visits, d * stride);
    }
    loopDim = new int[most];
    loopLevel = new int[most];
    within = new int[most];
    start = new int[space.levels + 1];
    looping = new int[space.levels];
    loopingOutside = new int[space.levels];
    usedOnAxis = new long[space.axes];
    used = new long[space.levels + 1];
    keeps = new int[space.levels];
    instances();
  }

  /** Takes factors and what is kept of a mapping in: enough for tiles. */
  void set(FlatMapping mapping) {
    keeps = mapping.keeps;
    boolean changed = false;
    for (int d : space.looping) {
      Chain chain = chains[d];
      if (chain.set(mapping.factors, mapping.spatial)) {
        changed = true;
        int bit = 1 << d;
        inexact = chain.exact ? inexact & ~bit : inexact | bit;
        for (int l = 0; l < space.levels; l++) {
          looping[l] = looping[l] & ~bit | (chain.looping >>> l & 1) << d;
        }
      }
    }
    if (changed) {
      int outside = 0;
      for (int l = space.levels - 1; l >= 0; l--) {
        loopingOutside[l] = outside;
        outside |= looping[l];
      }
      instances();
    }
  }

  private void instances() {
    long product = 1;
    int axis = space.axes - 1;
    for (int l = space.levels - 1; l >= -1; l--) {
      for (; axis >= 0 && space.under[axis] > l; axis--) {
        long steps = 1;
        for (int d : space.looping) {
          steps *= chains[d].side[axis];
        }
        usedOnAxis[axis] = steps;
        product *= steps;
      }
      used[l + 1] = product;
    }
  }

  /** Takes the order of the loops in. */
  void order(FlatMapping mapping) {
    int at = 0;
    for (int l = 1; l < space.levels; l++) {
      start[l] = at;
      int all = looping[l];
      int inside = 0;
      // Written whether it loops or not: cheaper than a branch that nobody can predict.
      for (int i = l * space.dims; i < (l + 1) * space.dims; i++) {
        int dim = mapping.order[i];
        int loop = all >>> dim & 1;
        inside |= loop << dim;
        loopDim[at] = dim;
        loopLevel[at] = l;
        within[at] = inside;
        at += loop;
      }
    }
    loops = at;
    start[space.levels] = at;
    loopLevel[at] = space.levels;
    within[at] = 0;
  }

  /** The first loop outside {@code child} that addresses an operand, or the end. */
  int firstRelevant(int operand, int child) {
    int relevant = space.relevant[operand];
    int first = start[child + 1];
    while (first < loops && (relevant & 1 << loopDim[first]) == 0) {
      first++;
    }
    return first;
  }

  /**
   * Times that something happens over {@code dims}, none of them that of loop {@code from}: each
   * step of their temporal loops from there outwards, once for each instance along a set of axes.
   */
  long times(int from, int set, int[] dims) {
    return times(loopLevel[from], within[from], set, dims);
  }

  /** The same for the loops of all levels. */
  long times(int set, int[] dims) {
    return times(0, 0, set, dims);
  }

  private long times(int level, int inside, int set, int[] dims) {
    int at = level * sets + set;
    long product = 1;
    for (int d : dims) {
      product *= visits[d * stride + at + (inside >>> d & 1) * sets];
    }
    return product;
  }

  /** Advances of a loop, once for each instance along a set of axes. */
  long advances(int loop, int set) {
    int at = loopDim[loop] * stride + loopLevel[loop] * sets + set;
    return visits[at] - visits[at + sets];
  }

  /** The level from which on a dim has no temporal loop inside {@code loop}, from outside it. */
  int levelFrom(int loop, int dim) {
    return (within[loop] & 1 << dim) != 0 && loopDim[loop] != dim
        ? loopLevel[loop] + 1
        : loopLevel[loop];
  }

  /** Whether any dim of an operand loops outside a level. */
  boolean changes(int operand, int level) {
    return (space.relevant[operand] & loopingOutside[level]) != 0;
  }

  /** Instances in use of a level, or of the MAC units. */
  long instances(int level) {
    return used[level + 1];
  }

  /** Steps of all temporal loops. */
  long steps() {
    return times(0, 0, space.sets.none(), space.looping);
  }

  /** Steps of all temporal loops from {@code from} outwards. */
  long steps(int from) {
    int inside = from < loops ? within[from] & ~(1 << loopDim[from]) : 0;
    return times(loopLevel[from], inside, space.sets.none(), space.looping);
  }

  /** Elements of an operand's tile at a level. */
  long elements(int operand, int level) {
    long volume = 1;
    for (int d : space.plainDims[operand]) {
      volume *= chains[d].tile[level + 1];
    }
    for (Space.Window w : space.windows[operand]) {
      volume *= extent(w, tile(w.a(), level), tile(w.b(), level));
    }
    return volume;
  }

  /** Extent of a dim in a tile, 1 for no dim. */
  long tile(int dim, int level) {
    return dim < 0 || chains[dim] == null ? 1 : chains[dim].tile[level + 1];
  }

  private long tiles(int dim, int level) {
    return dim < 0 || chains[dim] == null ? 1 : chains[dim].tiles[level + 1];
  }

  /** Positions of a window over {@code a} and {@code b} indices of its dims. */
  static long extent(Space.Window w, long a, long b) {
    if (w.gaps()) {
      return Touched.of(w.strideA(), w.strideB(), a, b);
    }
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

  /** The sum of a window's extents over all tiles at {@code child}. */
  long extents(Space.Window w, int child) {
    long tilesA = tiles(w.a(), child);
    long tilesB = tiles(w.b(), child);
    if (w.gaps()) {
      long fullA = tile(w.a(), child);
      long fullB = tile(w.b(), child);
      long lastA = w.boundA() - (tilesA - 1) * fullA;
      long lastB = w.boundB() - (tilesB - 1) * fullB;
      return (tilesA - 1) * (tilesB - 1) * extent(w, fullA, fullB)
          + (tilesA - 1) * extent(w, fullA, lastB)
          + (tilesB - 1) * extent(w, lastA, fullB)
          + extent(w, lastA, lastB);
    }
    // Linear in the tile's sides.
    return tilesA * tilesB * (1 - w.strideA() - w.strideB())
        + w.strideA() * w.boundA() * tilesB
        + w.strideB() * w.boundB() * tilesA;
  }

  /**
   * Whether any output arrives at {@code level} more than once, from {@code child} or the MAC
   * units: because a loop that sums up brings it back, or from several instances of the level.
   */
  boolean arrivesAgain(int child, int level) {
    int o = space.written;
    int set = space.outside[level + 1];
    return (child < 0
            ? times(set, space.idle[o])
            : times(firstRelevant(o, child), set, space.idle[o]))
        > 1;
  }

  /** Whether instances of {@code level} side by side each have a share of the same outputs. */
  boolean sharesSums(int level) {
    return times(space.levels, 0, space.outside[level + 1], space.idle[space.written]) > 1;
  }

  static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
