package dev.npusim.npu.simulate;

/**
 * A run cut into windows of equal length, which differ by at most a cycle.
 *
 * @param cycles of the run
 * @param count at least 1
 */
public record Windows(long cycles, int count) {
  /** Windows of a published profile. */
  public static final int PUBLISHED = 1000;

  /** Takes a share of something into a window. */
  @FunctionalInterface
  public interface Share {
    /**
     * @param share of the whole, above 0
     * @param overlap cycles of it
     */
    void add(int window, double share, double overlap);
  }

  /**
   * @param most windows; fewer for a run of fewer cycles
   */
  public static Windows of(Execution execution, int most) {
    long cycles = execution.cycles();
    return new Windows(cycles, (int) Math.max(1, Math.min(most, cycles)));
  }

  /** Cycle at which a window begins; the one at {@link #count()} is the end of the run. */
  public long edge(int window) {
    return (long) ((double) cycles * window / count);
  }

  /** The window in which a cycle lies. */
  private int at(long cycle) {
    int window = (int) Math.min(count - 1, (long) ((double) cycle * count / cycles));
    while (window > 0 && edge(window) > cycle) {
      window--;
    }
    while (window < count - 1 && edge(window + 1) <= cycle) {
      window++;
    }
    return window;
  }

  /** Spreads something evenly over [begin, end); what takes no time goes into one window. */
  public void spread(long begin, long end, Share share) {
    if (cycles == 0) {
      return;
    }
    int window = at(begin);
    if (end == begin) {
      share.add(window, 1, 0);
      return;
    }
    for (; window < count && edge(window) < end; window++) {
      double overlap = Math.min(end, edge(window + 1)) - Math.max(begin, edge(window));
      if (overlap > 0) {
        share.add(window, overlap / (end - begin), overlap);
      }
    }
  }
}
