package dev.npusim.mapper.nest.count;

/**
 * The loops of one dim, from the inside: per level the axes under it, then its temporal loop. What
 * follows from them alone is worked out when they change, which for most dims is rare while a
 * search changes a mapping step by step.
 *
 * <p>The loops may cover more than the dim's bound: points beyond it do not exist, so the last tile
 * can be smaller and the last round of a loop shorter. Steps of loops are digits of a mixed radix;
 * an index is their weighted sum.
 */
final class Chain {
  private static final int SIGN = 63;

  private final Space space;
  private final int dim;
  final long bound;

  /** Steps of the temporal loops as the mapping has them. */
  private final long[] given;

  /** Steps of the temporal loop at a level, no more than there is work for. */
  final long[] factor;

  /** The dim's extent inside one such step. */
  final long[] below;

  /** Steps along an axis, and the extent inside one. */
  final long[] side;

  final long[] sideBelow;

  /** Extent of a level's tile, {@code [level + 1]}. */
  final long[] tile;

  /** Tiles of a level, one after the other and side by side, {@code [level + 1]}. */
  final long[] tiles;

  /** From the first to the last step of all temporal loops inside a level. */
  private final long[] sweep;

  /**
   * Steps of the temporal loops from a level outwards, [base + level * sets + set of axes]; of all
   * dims in one array, since counts are products over dims.
   */
  private final long[] visits;

  private final int base;

  /** What the last one of them has left of the bound, without axes. */
  private final long[] rest;

  private final int sets;

  /** Levels with a temporal loop that advances. */
  int looping;

  /** Whether the factors cover the bound without remainder. */
  boolean exact;

  /**
   * @param visits of all dims
   * @param base where this dim's begin
   */
  Chain(Space space, int dim, long[] visits, int base) {
    this.space = space;
    this.dim = dim;
    bound = space.bound[dim];
    int levels = space.levels;
    sets = space.sets.size();
    given = new long[levels];
    factor = new long[levels];
    below = new long[levels];
    side = new long[space.axes];
    sideBelow = new long[space.axes];
    tile = new long[levels + 1];
    tiles = new long[levels + 1];
    sweep = new long[levels + 1];
    this.visits = visits;
    this.base = base;
    rest = new long[levels + 1];
    tile[0] = 1;
    java.util.Arrays.fill(given, 1);
    java.util.Arrays.fill(side, 1);
    build();
  }

  /**
   * Takes the dim's factors of a mapping in.
   *
   * @return whether they are others than before
   */
  boolean set(long[] factors, long[] spatial) {
    long different = 0;
    int at = dim;
    for (int l = 0; l < factor.length; l++, at += space.dims) {
      different |= given[l] ^ factors[at];
      given[l] = factors[at];
    }
    at = dim;
    for (int axis = 0; axis < side.length; axis++, at += space.dims) {
      different |= side[axis] ^ spatial[at];
      side[axis] = spatial[at];
    }
    if (different != 0) {
      build();
    }
    return different != 0;
  }

  /** Mappings far apart make branches that depend on factors dear, so there are few. */
  private void build() {
    long run = 1;
    int loops = 0;
    int axis = 0;
    long swept = 0;
    for (int l = 0; l < factor.length; l++) {
      for (; axis < side.length && space.under[axis] == l; axis++) {
        sideBelow[axis] = run;
        run *= side[axis];
      }
      long steps = given[l];
      long next = run * steps;
      below[l] = run;
      if (next > bound) {
        steps = run < bound ? Nest.ceil(bound, run) : 1;
      }
      factor[l] = steps;
      loops |= (int) (1 - steps >>> SIGN) << l;
      swept += (steps - 1) * run;
      sweep[l + 1] = swept;
      run = next;
      tile[l + 1] = Math.min(run, bound);
    }
    looping = loops;
    exact = run == bound;
    if (exact) {
      even();
    } else {
      uneven();
    }
    for (int l = 0; l < tiles.length; l++) {
      tiles[l] = visits[base + l * sets + space.outside[l]];
    }
  }

  private void even() {
    for (int set = 0; set < sets; set++) {
      long steps = 1;
      for (int axis : space.sets.axes(set)) {
        steps *= side[axis];
      }
      int at = factor.length * sets + set;
      visits[base + at] = steps;
      for (int l = factor.length - 1; l >= 0; l--) {
        steps *= factor[l];
        at -= sets;
        visits[base + at] = steps;
      }
    }
  }

  private void uneven() {
    int parallel = 0;
    for (int axis = 0; axis < side.length; axis++) {
      parallel |= side[axis] > 1 ? 1 << axis : 0;
    }
    int none = space.sets.none();
    long count = 1;
    left = bound;
    for (int l = factor.length; l >= 0; l--) {
      if (l < factor.length && factor[l] > 1) {
        count = more(count, factor[l], below[l]);
      }
      visits[base + l * sets + none] = count;
      rest[l] = left;
    }
    for (int set = 0; set < sets; set++) {
      int mask = space.sets.mask(set) & parallel;
      for (int l = factor.length; l >= 0 && set != none; l--) {
        visits[base + l * sets + set] =
            mask == 0 ? visits[base + l * sets + none] : visits(l, mask, bound);
      }
    }
  }

  /** What the last of the visits counted last has left. */
  private long left;

  /**
   * Steps of the temporal loops from level {@code from} outwards and of the axes in {@code mask}
   * whose first index is less than {@code limit}. All but the last combination of outer steps have
   * all inner ones.
   */
  private long visits(int from, int mask, long limit) {
    long count = 1;
    left = limit;
    for (int l = factor.length - 1; l >= 0; l--) {
      if (l >= from && factor[l] > 1) {
        count = more(count, factor[l], below[l]);
      }
      for (int axes = mask & space.axesUnder[l]; axes != 0; ) {
        int axis = 31 - Integer.numberOfLeadingZeros(axes);
        count = more(count, side[axis], sideBelow[axis]);
        axes &= ~(1 << axis);
      }
    }
    return count;
  }

  private long more(long count, long steps, long extent) {
    long last = left > extent * (steps - 1) ? steps : Nest.ceil(left, extent);
    left -= (last - 1) * extent;
    return (count - 1) * steps + last;
  }

  /** Elements in the last tile of a level. */
  private long lastTile(int level) {
    return bound - (tiles[level + 1] - 1) * tile[level + 1];
  }

  /**
   * How tiles at {@code child} move when this dim's own temporal loop at {@code level} advances and
   * those between begin anew.
   */
  void advance(int child, int level, TileMoves moves) {
    moves.kinds = 0;
    int outside = space.outside[child + 1];
    long count =
        visits[base + level * sets + outside] - visits[base + (level + 1) * sets + outside];
    long distance = below[level] - (sweep[level] - sweep[child + 1]);
    long full = tile[child + 1];
    long last = exact ? full : lastTile(child);
    if (last < full && begins(child, level, last) && digit(level, last) > 0) {
      moves.add(1, distance, full, last);
      count--;
    }
    moves.add(count, distance, full, full);
  }

  /**
   * How tiles at {@code child} move when a loop of another dim advances and this dim's temporal
   * loops between {@code child} and {@code level} begin anew.
   */
  void restart(int child, int level, TileMoves moves) {
    moves.kinds = 0;
    int outside = space.outside[child + 1];
    long full = tile[child + 1];
    long back = sweep[level] - sweep[child + 1];
    if (exact) {
      moves.add(visits[base + level * sets + outside], -back, full, full);
      return;
    }
    long last = lastTile(child);
    if (back == 0) {
      moves.add(tiles[child + 1] - 1, 0, full, full);
      moves.add(1, 0, last, last);
      return;
    }
    int mask = space.sets.mask(outside);
    boolean ends = last < full;
    if (bound > back) {
      long count = visits(level, mask, bound - back);
      if (ends && swept(child, level, last)) {
        moves.add(1, -back, last, full);
        count--;
      }
      moves.add(count, -back, full, full);
    }
    // The last round of the loops outside is cut short, and so are the steps inside it.
    if (rest[level] <= back) {
      long steps = cut(child, level);
      long count = visits(factor.length, mask, rest[level] - steps);
      if (ends && lastRound(level, last) && begun(child, level, last) == steps) {
        moves.add(1, -steps, last, steps == 0 ? last : full);
        count--;
      }
      moves.add(count, -steps, full, full);
    }
  }

  /** Elements that do not move in such a restart. */
  long still(int child, int level) {
    if (sweep[level] == sweep[child + 1]) {
      return bound;
    }
    if (exact || rest[level] > sweep[level] - sweep[child + 1] || cut(child, level) > 0) {
      return 0;
    }
    int mask = space.sets.mask(space.outside[child + 1]);
    long full = tile[child + 1];
    long last = lastTile(child);
    long count = visits(factor.length, mask, rest[level]);
    boolean ends = last < full && lastRound(level, last) && begun(child, level, last) == 0;
    return count * full - (ends ? full - last : 0);
  }

  /** How far the temporal loops between get in the last round of those from {@code level} on. */
  private long cut(int child, int level) {
    long steps = 0;
    for (int l = level - 1; l > child; l--) {
      if (factor[l] > 1) {
        steps += Math.min(factor[l] - 1, (rest[level] - 1 - steps) / below[l]) * below[l];
      }
    }
    return steps;
  }

  /** The step of the temporal loop at {@code level} in the tile of size {@code last} at the end. */
  private long digit(int level, long last) {
    return factor[level] == 1 ? 0 : (bound - last) / below[level] % factor[level];
  }

  /** Where that tile stands in the temporal loops between {@code child} and {@code level}. */
  private long begun(int child, int level, long last) {
    long at = 0;
    for (int l = child + 1; l < level; l++) {
      at += digit(l, last) * below[l];
    }
    return at;
  }

  private boolean begins(int child, int level, long last) {
    return sweep[level] == sweep[child + 1] || begun(child, level, last) == 0;
  }

  private boolean swept(int child, int level, long last) {
    return begun(child, level, last) == sweep[level] - sweep[child + 1];
  }

  /** Whether that tile belongs to the last round of the temporal loops from {@code level} on. */
  private boolean lastRound(int level, long last) {
    return begun(level - 1, factor.length, last) == bound - rest[level];
  }
}
