package dev.npusim.mapper;

import dev.npusim.ir.Precision;

/** What the user asks of a schedule. */
public record Options(
    Precision precision, Objective objective, Effort effort, Skips skips, long seed) {
  public static final Options DEFAULT =
      new Options(Precision.W8A8, Objective.LATENCY, Effort.NORMAL, Skips.AUTO, 0);

  /** What is minimised. */
  public enum Objective {
    LATENCY,
    ENERGY,
    /** Energy times delay. */
    EDP
  }

  /** How many candidate schedules are tried. */
  public enum Effort {
    FAST,
    NORMAL,
    BEST
  }

  /** What happens to tensors that a concat reads much later. */
  public enum Skips {
    /** The scheduler decides for each. */
    AUTO,
    KEEP,
    SPILL,
    RECOMPUTE
  }

  public Options withSkips(Skips forced) {
    return new Options(precision, objective, effort, forced, seed);
  }
}
