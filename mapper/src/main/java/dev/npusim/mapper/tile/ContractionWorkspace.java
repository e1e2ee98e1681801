package dev.npusim.mapper.tile;

/**
 * SRAM that the layout of a contraction group asks for: weights that stay or pass, a block of
 * inputs and what the next one adds to it, slots for operands and results.
 */
final class ContractionWorkspace {
  private ContractionWorkspace() {}

  /**
   * @param slots that rotate, see {@link ContractionTiling#slots}
   */
  static long bytes(ContractionProblem p, ContractionLoops loops, int slots) {
    return (long)
        Math.ceil(
            weights(p, loops, slots)
                + widened(p, loops, slots)
                + inputs(p, loops)
                + slots(p, loops, slots));
  }

  /** Slots for the weights of a step in the format the array reads. */
  private static long widened(ContractionProblem p, ContractionLoops loops, int slots) {
    long rows = loops.oneRowTile() ? loops.tileK() : p.k();
    return slots * p.weights().widenedBytes(rows * loops.tileN() * p.panels());
  }

  /** All of them, those of a tile of columns and the next two chunks, or three chunks. */
  private static long weights(ContractionProblem p, ContractionLoops loops, int slots) {
    if (p.streamedWeights() == 0) {
      return 0;
    }
    long all = p.weightBytes(p.k() * p.n() * p.panels());
    if (loops.pinned()) {
      return (long) Math.ceil(p.streamedWeights() * all);
    }
    long chunk = p.weightBytes((long) loops.tileK() * loops.tileN() * p.panels());
    return loops.oneRowTile()
        ? Math.min(all, slots * chunk)
        : Math.min(all, p.weightBytes(p.k() * loops.tileN() * p.panels()) + 2 * chunk);
  }

  private static double inputs(ContractionProblem p, ContractionLoops loops) {
    long rows = p.inputRowsFor(loops.blockRows());
    if (loops.blockRows() < p.m()) {
      rows += p.freshRowsFor(loops.blockRows());
    }
    double share = p.hasPrologue() ? 1 : Math.min(1, p.streamedInput());
    return share * p.inputBytes(Math.min(p.inputRows(), rows));
  }

  private static long slots(ContractionProblem p, ContractionLoops loops, int slots) {
    int rotating = p.streamedOperands() + (p.streamedOutput() > 0 ? 1 : 0);
    long bytes = rotating * p.outputBytes((long) loops.tileM() * loops.tileN());
    if (p.hasPrologue() && p.streamedInput() > 0) {
      bytes += p.inputBytes(p.freshRowsFor(Math.min(loops.tileM(), loops.blockRows())));
    }
    return slots * bytes;
  }
}
