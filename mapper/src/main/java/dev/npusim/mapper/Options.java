package dev.npusim.mapper;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;

/** What the user asks of a schedule. */
public record Options(Precision precision, Goal goal, Effort effort, Skips skips, FusionChoice fusion, long seed) {
  public static final Options DEFAULT =
      new Options(Precision.W8A8, Goal.LATENCY, Effort.NORMAL, Skips.AUTO, 0);

  /** What happens to tensors that a concat reads much later. */
  public enum Skips {
    /** The scheduler decides for each. */
    AUTO,
    KEEP,
    SPILL,
    RECOMPUTE
  }

  /** With the usual fusion. */
  public Options(Precision precision, Goal goal, Effort effort, Skips skips, long seed) {
    this(precision, goal, effort, skips, FusionChoice.AUTO, seed);
  }

  public Options withFusion(FusionChoice asked) {
    return new Options(precision, goal, effort, skips, asked, seed);
  }

  public Options withEffort(Effort other) {
    return new Options(precision, goal, other, skips, fusion, seed);
  }

  public Options withGoal(Goal other) {
    return new Options(precision, other, effort, skips, fusion, seed);
  }

  public Options withPrecision(Precision other) {
    return new Options(other, goal, effort, skips, fusion, seed);
  }

  public Options withSkips(Skips forced) {
    return new Options(precision, goal, effort, forced, fusion, seed);
  }
}
