package dev.npusim.mapper.schedule;

import dev.npusim.mapper.Options;
import dev.npusim.mapper.Rematerialization;
import dev.npusim.mapper.schedule.Plan.Chains;
import java.util.Optional;
import java.util.Set;

/**
 * All skips are computed again, none from another. Where its MACs alone make it hopeless, it is
 * measured only where asked for.
 */
final class RecomputeOnly extends OneShot {
  /**
   * Times the model's MACs beyond which it is taken as hopeless: an assumption that only saves
   * work. No figure of the chip or of another plan, so that it is tried for a memory whatever else
   * there is.
   */
  private static final long MOST_WORK = 2;

  private final Set<Integer> skips;
  private final boolean isTried;

  RecomputeOnly(ScheduleProblem problem) {
    super(problem);
    this.skips = problem.skips();
    this.isTried =
        !skips.isEmpty()
            && (problem.options().skips() == Options.Skips.RECOMPUTE
                || problem.comparing()
                || isAffordable());
  }

  private boolean isAffordable() {
    long macs = problem().model().macs();
    return Rematerialization.ofAll(problem().model(), problem().at(skips)).graph().macs()
        <= MOST_WORK * macs;
  }

  @Override
  public String name() {
    return "recompute-only";
  }

  @Override
  public String description() {
    return "all skips recomputed";
  }

  @Override
  Optional<Plan> on(Plan base) {
    return isTried
        ? Optional.of(base.with(skips, Treatment.RECOMPUTE).with(Chains.FULL))
        : Optional.empty();
  }
}
