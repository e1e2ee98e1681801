package dev.npusim.mapper.search;

/** How much work a search may do, as options spell it. */
public enum Effort {
  FAST(20_000, 1),
  NORMAL(100_000, 2),
  BEST(3_000_000, 16);

  /** Share of the evaluations spent on finding good mappings; the rest goes into the proof. */
  private static final double SEEDING = 0.85;

  private final long evaluations;
  private final int restarts;

  Effort(long evaluations, int restarts) {
    this.evaluations = evaluations;
    this.restarts = restarts;
  }

  public MappingSearch strategy() {
    return new ExactSearch(SEEDING, restarts);
  }

  public SearchLimits limits(long seed) {
    return SearchLimits.of(evaluations, seed);
  }
}
