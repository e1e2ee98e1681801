package dev.npusim.mapper.tile;

/**
 * SRAM that the layout of a contraction group asks for: weights that stay or pass, a block of
 * inputs and what the next one adds to it, slots for operands and results.
 */
final class ContractionWorkspace {
  private ContractionWorkspace() {}

  static long bytes(ContractionProblem p, ContractionLoops loops) {
    return (long)
        Math.ceil(weights(p, loops) + widened(p, loops) + inputs(p, loops) + slots(p, loops));
  }

  /** Slots for the weights of a step in the format the array reads. */
  private static long widened(ContractionProblem p, ContractionLoops loops) {
    long rows = loops.oneRowTile() ? loops.tileK() : p.k();
    return ContractionTiling.SLOTS * p.weights().widenedBytes(rows * loops.tileN() * p.panels());
  }

  /** All of them, those of a tile of columns and the next two chunks, or three chunks. */
  private static long weights(ContractionProblem p, ContractionLoops loops) {
    if (p.streamedWeights() == 0) {
      return 0;
    }
    long all = p.weightBytes(p.k() * p.n() * p.panels());
    if (loops.pinned()) {
      return all;
    }
    long chunk = p.weightBytes((long) loops.tileK() * loops.tileN() * p.panels());
    return loops.oneRowTile()
        ? Math.min(all, ContractionTiling.SLOTS * chunk)
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

  private static long slots(ContractionProblem p, ContractionLoops loops) {
    int rotating = p.streamedOperands() + (p.streamedOutput() > 0 ? 1 : 0);
    long bytes = rotating * p.outputBytes((long) loops.tileM() * loops.tileN());
    if (p.hasPrologue() && p.streamedInput() > 0) {
      bytes += p.inputBytes(p.freshRowsFor(Math.min(loops.tileM(), loops.blockRows())));
    }
    return ContractionTiling.SLOTS * bytes;
  }
}
