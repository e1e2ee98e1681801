package dev.npusim.mapper.search;

import java.util.Locale;

/** How much work a search or a scheduler may do, as options spell it. */
public enum Effort {
  FAST(20_000, 4),
  NORMAL(100_000, 8),
  BEST(3_000_000, 32);

  /** Share of the evaluations spent on finding good mappings; the rest goes into the proof. */
  static final double SEEDING = 0.85;

  private final long evaluations;
  private final int chains;

  Effort(long evaluations, int chains) {
    this.evaluations = evaluations;
    this.chains = chains;
  }

  public ExactSearch strategy() {
    return new ExactSearch(SEEDING, chains);
  }

  public SearchLimits limits(long seed) {
    return SearchLimits.of(evaluations, seed);
  }

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
