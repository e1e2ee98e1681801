package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.LowerBound;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Rematerialization;
import dev.npusim.mapper.schedule.Plan.Chains;
import java.util.Optional;
import java.util.Set;

/**
 * All skips are computed again, none from another. Waits for the other strategies: where its MACs
 * alone rule it out, it is not measured.
 */
final class RecomputeOnly implements Strategy {
  /** Without a bound on energy, more than twice the MACs are taken as hopeless. */
  private static final long MOST_WORK = 2;

  private final ScheduleProblem problem;
  private final Set<Integer> skips;
  private boolean waited;
  private boolean asked;

  RecomputeOnly(ScheduleProblem problem) {
    this.problem = problem;
    this.skips = problem.skips();
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
  public ImmutableList<Plan> next(History history) {
    boolean forced = problem.options().skips() == Options.Skips.RECOMPUTE;
    if (!forced && !waited) {
      waited = true;
      return ImmutableList.of();
    }
    if (asked || skips.isEmpty()) {
      return ImmutableList.of();
    }
    asked = true;
    if (forced || problem.comparing()) {
      return Bases.full(problem).stream().map(this::on).collect(ImmutableList.toImmutableList());
    }
    Optional<History.Entry> best = history.best(problem.options().goal());
    return best.isEmpty() || isHopeless(best.get().measurement())
        ? ImmutableList.of()
        : ImmutableList.of(on(Bases.full(problem).get(0)));
  }

  private Plan on(Plan base) {
    return base.with(skips, Treatment.RECOMPUTE).with(Chains.FULL);
  }

  private boolean isHopeless(Measurement best) {
    Graph all = Rematerialization.ofAll(problem.model(), problem.at(skips)).graph();
    return problem.options().goal() == Goal.LATENCY
        ? LowerBound.cycles(all, problem.npu(), problem.precision()) >= best.cycles()
        : all.macs() > MOST_WORK * problem.model().macs();
  }
}
