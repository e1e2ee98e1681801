package dev.npusim.mapper.attention;

/**
 * How often which block of one head's scores is computed. Blocks of rows and of keys are full or
 * the last; under a causal mask blocks whose keys all lie after the block's last query are skipped,
 * the others computed whole.
 *
 * @param rowBlocks ceil(queries / rows)
 * @param keyBlocks ceil(keys / keysPerBlock)
 * @param lastRows rows of the last block
 * @param lastKeys keys of the last block
 * @param fullFull visited blocks of full rows and full keys; the others likewise, rows first
 * @param firstOnly blocks of rows but the last that see the first block of keys alone
 * @param lastOnly blocks of keys but the first that the last block of rows alone sees
 */
record TileVisits(
    long rows,
    long keys,
    long rowBlocks,
    long keyBlocks,
    long lastRows,
    long lastKeys,
    long fullFull,
    long fullLast,
    long lastFull,
    long lastLast,
    long firstOnly,
    long lastOnly) {

  /** Complexity: constant, or the number of row blocks under a causal mask. */
  static TileVisits of(AttentionProblem problem, long rows, long keys) {
    long rowBlocks = ceil(problem.queries(), rows);
    long keyBlocks = ceil(problem.keys(), keys);
    long lastRows = problem.queries() - (rowBlocks - 1) * rows;
    long lastKeys = problem.keys() - (keyBlocks - 1) * keys;
    long fullFull = (rowBlocks - 1) * (keyBlocks - 1);
    long fullLast = rowBlocks - 1;
    long firstOnly = keyBlocks == 1 ? rowBlocks - 1 : 0;
    long lastOnly = rowBlocks == 1 ? keyBlocks - 1 : 0;
    if (problem.causal()) {
      fullFull = 0;
      fullLast = 0;
      firstOnly = 0;
      long before = problem.keys() - problem.queries();
      for (long block = 1; block < rowBlocks; block++) {
        long visited = ceil(before + block * rows, keys);
        boolean all = visited == keyBlocks;
        fullFull += all ? keyBlocks - 1 : visited;
        fullLast += all ? 1 : 0;
        firstOnly += visited == 1 ? 1 : 0;
        lastOnly = keyBlocks - visited;
      }
    }
    return new TileVisits(
        rows,
        keys,
        rowBlocks,
        keyBlocks,
        lastRows,
        lastKeys,
        fullFull,
        fullLast,
        keyBlocks - 1,
        1,
        firstOnly,
        lastOnly);
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  /** Visited blocks. */
  long count() {
    return fullFull + fullLast + lastFull + lastLast;
  }

  /** Visits of blocks with these kinds of rows and keys. */
  long visits(boolean lastRowBlock, boolean lastKeyBlock) {
    return lastRowBlock
        ? (lastKeyBlock ? lastLast : lastFull)
        : (lastKeyBlock ? fullLast : fullFull);
  }

  /** Those of {@link #visits} that are the first of their rows. */
  long firstVisits(boolean lastRowBlock, boolean lastKeyBlock) {
    if (lastKeyBlock != (keyBlocks == 1)) {
      return 0;
    }
    return rowBlocksOf(lastRowBlock);
  }

  long rowBlocksOf(boolean lastRowBlock) {
    return lastRowBlock ? 1 : rowBlocks - 1;
  }

  long rowsOf(boolean lastRowBlock) {
    return lastRowBlock ? lastRows : rows;
  }

  long keysOf(boolean lastKeyBlock) {
    return lastKeyBlock ? lastKeys : keys;
  }

  /**
   * Keys that pass when each block of rows reads its keys anew: once per visit, but for a first
   * block that is still there from the block of rows before. For one key block, of one pass.
   */
  long keysPassing() {
    return (fullFull + lastFull - (keyBlocks > 1 ? firstOnly : 0)) * keys
        + (fullLast + lastLast - (keyBlocks > 1 ? 0 : firstOnly)) * lastKeys;
  }

  /** Blocks of keys that do. */
  long keyBlocksPassing() {
    return visited() - firstOnly;
  }

  /** Blocks of scores computed. */
  long visited() {
    return fullFull + fullLast + lastFull + lastLast;
  }

  /** Rows summed over visits: what passes when each block of keys reads its rows anew. */
  long rowsVisited() {
    return (fullFull + fullLast) * rows + (lastFull + lastLast) * lastRows;
  }

  /** Keys summed over visits. */
  long keysVisited() {
    return (fullFull + lastFull) * keys + (fullLast + lastLast) * lastKeys;
  }

  /** Scores computed for one head. */
  long scores() {
    return fullFull * rows * keys
        + fullLast * rows * lastKeys
        + lastFull * lastRows * keys
        + lastLast * lastRows * lastKeys;
  }
}
