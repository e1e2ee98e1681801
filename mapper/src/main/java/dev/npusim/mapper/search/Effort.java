package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/** How much work a search or a scheduler may do, as options spell it. */
public enum Effort {
  FAST(20_000, 4, Effort.SEEDING, 0.3, 0.01),
  NORMAL(100_000, 8, Effort.SEEDING, 0.5, 0),
  /** Anneals 1.6 million mappings; the rest goes into the proof. */
  BEST(4_000_000, 32, 0.4, 0.5, 0);

  /** Share of the evaluations spent on finding good mappings; the rest goes into the proof. */
  static final double SEEDING = 0.85;

  private final long evaluations;
  private final int chains;
  private final double seeding;
  private final double amongAlternatives;
  private final double near;

  Effort(long evaluations, int chains, double seeding, double amongAlternatives, double near) {
    this.evaluations = evaluations;
    this.chains = chains;
    this.seeding = seeding;
    this.amongAlternatives = amongAlternatives;
    this.near = near;
  }

  public ExactSearch strategy() {
    return new ExactSearch(seeding, chains);
  }

  public SearchLimits limits(long seed) {
    return SearchLimits.of(evaluations, seed);
  }

  /**
   * How many blockings of an attention may be drafted, which takes several times as long as pricing
   * a mapping. They are walked through in one order, so that more find nothing worse.
   */
  public SearchLimits blockLimits(long seed) {
    return limits(seed).withEvaluations(this == FAST ? evaluations / 4 : evaluations);
  }

  /**
   * Blocks that a vector operation may be cut into. The first has to arrive before anything starts,
   * so that more would save less than one part in so many of all loads.
   */
  public int mostBlocks() {
    return this == FAST ? 128 : 1024;
  }

  /**
   * Part of the evaluations that does for {@link Alternatives}: starts are good and hopeless
   * dataflows are given up.
   */
  double amongAlternatives() {
    return amongAlternatives;
  }

  /** A mapping that costs at most so much more than the bound, as a part of it, ends the search. */
  double near() {
    return near;
  }

  /** The efforts up to this one, the least first. */
  ImmutableList<Effort> ladder() {
    return ImmutableList.copyOf(values()).subList(0, ordinal() + 1);
  }

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
