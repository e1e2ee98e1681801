package dev.npusim.mapper;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;

/** What the user asks of a schedule. */
public record Options(
    Precision precision, Objective objective, Effort effort, Skips skips, long seed) {
  public static final Options DEFAULT =
      new Options(Precision.W8A8, Objective.LATENCY, Effort.NORMAL, Skips.AUTO, 0);

  /** What happens to tensors that a concat reads much later. */
  public enum Skips {
    /** The scheduler decides for each. */
    AUTO,
    KEEP,
    SPILL,
    RECOMPUTE
  }

  public Options withPrecision(Precision other) {
    return new Options(other, objective, effort, skips, seed);
  }

  public Options withSkips(Skips forced) {
    return new Options(precision, objective, effort, forced, seed);
  }
}
