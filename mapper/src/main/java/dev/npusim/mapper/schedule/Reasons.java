package dev.npusim.mapper.schedule;

import dev.npusim.ir.Gap;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.TensorDecision.Decision;

/** Why a tensor had its fate, in one sentence. */
final class Reasons {
  private final ScheduleProblem problem;
  private final History.Entry winner;

  Reasons(ScheduleProblem problem, History.Entry winner) {
    this.problem = problem;
    this.winner = winner;
  }

  /**
   * @param keptShare of the tensor, 0 to 1
   */
  String of(int position, Decision decision, double keptShare, Cost spill, Cost recompute) {
    double ratio = recompute.energyJ() / spill.energyJ();
    return switch (decision) {
      case KEEP -> "there is room for it over the whole gap";
      case FUSE -> "its reader takes it in the group that makes it";
      case RECOMPUTE ->
          recompute.energyJ() < spill.energyJ()
              ? "computing it again costs less energy than writing and reading it"
              : problem.options().skips() == Options.Skips.RECOMPUTE
                  ? "recomputation was asked for"
                  : "measured better than the spill, though rebuilding it costs %.1f times the energy"
                      .formatted(ratio);
      case PARTIAL ->
          "room for %d %% of it; the rest is spilled".formatted(Math.round(100 * keptShare));
      case SPILL ->
          ratio >= 1
              ? "%s, and rebuilding it costs %.1f times the energy of the spill"
                  .formatted(whySpilled(position), ratio)
              : whySpilled(position) + "; rebuilding it would save energy, not time";
    };
  }

  private String whySpilled(int position) {
    boolean isSkip = problem.gaps().get(position).kind() == Gap.Kind.SKIP;
    if (isSkip && problem.options().skips() == Options.Skips.SPILL) {
      return "spilling was asked for";
    }
    if (isSkip && winner.strategy() instanceof SpillOnly) {
      return "spilling every skip was the best plan tried";
    }
    return winner.measurement().plan().of(position) == Treatment.SPILL
        ? "spilling it leaves room for others and measured better"
        : "no room";
  }
}
