package dev.npusim.mapper.attention;

/**
 * The blocks of an attention by kind: full or last in heads, rows and keys, the first of their rows
 * or a later one.
 *
 * @param heads query heads stacked in a block
 */
record Blocks(AttentionProblem problem, long heads, TileVisits tiles) {
  /** Takes all blocks of a kind. */
  interface Visitor {
    /**
     * @param rows of all stacked heads
     * @param first whether the rows have met no keys before
     * @param times blocks of this kind, over all heads
     */
    void visit(long rows, long keys, boolean first, long times);
  }

  /** Takes all blocks of rows of a kind. */
  interface RowVisitor {
    void visit(long rows, long times);
  }

  long headBlocks() {
    return (problem.sharing() + heads - 1) / heads;
  }

  private long headsOf(boolean last) {
    return last ? problem.sharing() - (headBlocks() - 1) * heads : heads;
  }

  private long headBlocksOf(boolean last) {
    return problem.kvHeads() * (last ? 1 : headBlocks() - 1);
  }

  /** The kind of the very first block comes first, that of the very last comes last. */
  void forEach(Visitor visitor) {
    for (int kind = 0; kind < 8; kind++) {
      boolean lastHeads = (kind & 4) != 0;
      boolean lastRows = (kind & 2) != 0;
      boolean lastKeys = (kind & 1) != 0;
      long times = headBlocksOf(lastHeads);
      long rows = headsOf(lastHeads) * tiles.rowsOf(lastRows);
      long keys = tiles.keysOf(lastKeys);
      long first = times * tiles.firstVisits(lastRows, lastKeys);
      long later = times * tiles.visits(lastRows, lastKeys) - first;
      if (first > 0) {
        visitor.visit(rows, keys, true, first);
      }
      if (later > 0) {
        visitor.visit(rows, keys, false, later);
      }
    }
  }

  void forEachRows(RowVisitor visitor) {
    for (int kind = 0; kind < 4; kind++) {
      boolean lastHeads = (kind & 2) != 0;
      boolean lastRows = (kind & 1) != 0;
      long times = headBlocksOf(lastHeads) * tiles.rowBlocksOf(lastRows);
      if (times > 0) {
        visitor.visit(headsOf(lastHeads) * tiles.rowsOf(lastRows), times);
      }
    }
  }

  /**
   * Visits of rows that met keys before.
   *
   * @param staysCount whether those {@link #stays} count too
   */
  void forEachRevisit(boolean staysCount, RowVisitor visitor) {
    for (int kind = 0; kind < 4; kind++) {
      boolean lastHeads = (kind & 2) != 0;
      boolean lastRows = (kind & 1) != 0;
      long perHeads =
          tiles.visits(lastRows, false)
              + tiles.visits(lastRows, true)
              - tiles.rowBlocksOf(lastRows)
              - (lastRows && !staysCount ? stays() : 0);
      if (headBlocksOf(lastHeads) * perHeads > 0) {
        visitor.visit(
            headsOf(lastHeads) * tiles.rowsOf(lastRows), headBlocksOf(lastHeads) * perHeads);
      }
    }
  }

  /**
   * How often, with keys outer, a key/value head's last block of rows is followed by itself: then
   * it is still there.
   */
  long stays() {
    return headBlocks() == 1 ? tiles.lastOnly() : 0;
  }

  /** Of all heads. */
  long count() {
    return problem.kvHeads() * headBlocks() * tiles.count();
  }

  /** Rows of the last block, of all its heads. */
  long lastRows() {
    return headsOf(true) * tiles.lastRows();
  }
}
