package dev.npusim.mapper.nest.count;

/**
 * Which outputs are running sums, with the width of partial sums, and which are results, with their
 * own. Levels that count words know no difference.
 *
 * <ul>
 *   <li>An output is a result once its last product has been added, and a running sum before.
 *   <li>A level at which every output arrives once gets results. One at which an output arrives
 *       again, because a loop that sums up brings it back or because instances side by side have a
 *       share each, holds running sums: its room is that of the wider elements.
 *   <li>Running sums travel at their width, both ways. Of the crossings of an output the last one
 *       takes the result along: sums are made results where they leave the innermost level that
 *       holds outputs (where MAC units add into the outermost level itself, on their way to it), as
 *       units for requantisation stand behind accumulators. So whatever crosses that level's own
 *       ports has the width of the sums it holds.
 *   <li>Sums that instances side by side have a share of become results behind the adders: below
 *       those they are all wide.
 * </ul>
 *
 * So the outermost level ends up with each output in its own width, whatever went to and fro
 * before.
 */
final class SumWidths {
  private final Space space;
  private final Nest nest;

  /** Units per element, [level * operands + operand]. */
  private final double[] units;

  /** Whether the last arrival of each output, and its last departure, are those of a result. */
  private final boolean[] resultIn;

  private final boolean[] resultOut;

  /** Units that results are narrower, over all of them. */
  final double[] savedIn;

  final double[] savedOut;

  SumWidths(Nest nest, double[] units) {
    this.nest = nest;
    this.units = units;
    space = nest.space;
    resultIn = new boolean[space.levels];
    resultOut = new boolean[space.levels];
    savedIn = new double[space.levels];
    savedOut = new double[space.levels];
  }

  /** Takes the nest's tiles and order in. */
  void set() {
    boolean wide = false;
    int level = space.levels - 1;
    while (level >= 0) {
      int child = level - 1;
      while (child >= 0 && (nest.keeps[child] & 1 << space.written) == 0) {
        child--;
      }
      int cell = level * space.operands + space.written;
      // What arrives again further out has arrived again here.
      wide |= nest.arrivesAgain(child, level);
      units[cell] = wide ? space.partialUnits[cell] : space.units[cell];
      boolean outermost = level == space.levels - 1;
      boolean whole = wide && !nest.sharesSums(level);
      resultIn[level] = whole && (child >= 0 || outermost);
      resultOut[level] = whole && child >= 0 && !outermost;
      level = child;
    }
  }

  /** Takes the drains in. */
  void save(long[] drains) {
    if (!space.wideSums) {
      return;
    }
    for (int level = 0; level < space.levels; level++) {
      int cell = level * space.operands + space.written;
      double less = units[cell] - space.units[cell];
      savedIn[level] = finishedIn(level) * less;
      savedOut[level] = finishedOut(level, drains) * less;
    }
  }

  /** Updates of a level that holds running sums by results. */
  long finishedIn(int level) {
    return isWide(level) && resultIn[level] ? space.points[space.written] : 0;
  }

  /** Drains of such a level, where the convention has any, that take results along. */
  long finishedOut(int level, long[] drains) {
    return isWide(level) && resultOut[level]
        ? Math.min(space.points[space.written], drains[level * space.operands + space.written])
        : 0;
  }

  private boolean isWide(int level) {
    int cell = level * space.operands + space.written;
    return (nest.keeps[level] & 1 << space.written) != 0 && units[cell] > space.units[cell];
  }
}
