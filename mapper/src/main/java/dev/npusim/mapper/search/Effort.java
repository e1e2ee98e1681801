package dev.npusim.mapper.search;

import java.util.Locale;

/** How much work a search or a scheduler may do, as options spell it. */
public enum Effort {
  FAST(20_000, 4, Effort.SEEDING),
  NORMAL(100_000, 8, Effort.SEEDING),
  /** Anneals 1.6 million mappings; the rest goes into the proof. */
  BEST(4_000_000, 32, 0.4);

  /** Share of the evaluations spent on finding good mappings; the rest goes into the proof. */
  static final double SEEDING = 0.85;

  private final long evaluations;
  private final int chains;
  private final double seeding;

  Effort(long evaluations, int chains, double seeding) {
    this.evaluations = evaluations;
    this.chains = chains;
    this.seeding = seeding;
  }

  public ExactSearch strategy() {
    return new ExactSearch(seeding, chains);
  }

  public SearchLimits limits(long seed) {
    return SearchLimits.of(evaluations, seed);
  }

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
