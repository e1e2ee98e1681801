package dev.npusim.viz.report;

import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.Occupancy;

/**
 * SRAM occupancy in columns of equal duration. Each shows the fullest moment inside it, so a short
 * peak never disappears.
 *
 * @param cycles of the run
 * @param bytes per {@code Residency.Use} ordinal, one value per column
 */
public record OccupancyColumns(long cycles, long[][] bytes) {

  /**
   * @param most columns, fewer for a shorter run
   */
  public static OccupancyColumns of(Occupancy occupancy, long cycles, int most) {
    int count = (int) Math.max(1, Math.min(most, cycles));
    long[][] bytes = new long[Residency.Use.values().length][count];
    int step = 0;
    for (int column = 0; column < count && occupancy.steps() > 0; column++) {
      long end = edge(cycles, count, column + 1);
      int fullest = step;
      while (step + 1 < occupancy.steps() && occupancy.cycle().get(step + 1) < end) {
        step++;
        if (occupancy.total(step) > occupancy.total(fullest)) {
          fullest = step;
        }
      }
      for (int use = 0; use < bytes.length; use++) {
        bytes[use][column] = occupancy.bytesByUse().get(use).get(fullest);
      }
      if (step + 1 < occupancy.steps() && occupancy.cycle().get(step + 1) == end) {
        step++;
      }
    }
    return new OccupancyColumns(cycles, bytes);
  }

  public int count() {
    return bytes[0].length;
  }

  /** Cycle at which a column begins; the one at {@link #count()} is the end of the run. */
  public long edge(int column) {
    return edge(cycles, count(), column);
  }

  private static long edge(long cycles, int count, int column) {
    return (long) ((double) cycles * column / count);
  }
}
