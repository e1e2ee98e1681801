package dev.npusim.mapper.schedule;

import dev.npusim.ir.Gap;
import java.util.Optional;
import java.util.Set;

/**
 * The closed form: a skip is computed again where that takes less energy than writing and reading
 * it, {@code m * e_mac + w * e_dram < 2 * e_dram} per byte, with m the MACs and w the weight bytes
 * that are read again. The residency planner decides about the rest.
 */
final class Rule extends OneShot {
  private final Set<Integer> cheap;

  Rule(ScheduleProblem problem) {
    super(problem);
    this.cheap = cheap(problem);
  }

  /** Positions of the skips for which the inequality holds. */
  static Set<Integer> cheap(ScheduleProblem problem) {
    return problem.positions(
        gap -> gap.kind() == Gap.Kind.SKIP && gap.producerIndex() >= 0 && isCheap(problem, gap));
  }

  private static boolean isCheap(ScheduleProblem problem, Gap gap) {
    double bytes = problem.precision().bytes(gap.value());
    double reread = gap.rereadBytes(problem.precision());
    double dramPj = problem.dramPjPerByte();
    return gap.chainMacs() * problem.macPj() + reread * dramPj < 2 * bytes * dramPj;
  }

  @Override
  public String name() {
    return "rule";
  }

  @Override
  public String description() {
    return "skips recomputed where that saves energy";
  }

  @Override
  Optional<Plan> on(Plan base) {
    return cheap.isEmpty() ? Optional.empty() : Optional.of(base.with(cheap, Treatment.RECOMPUTE));
  }
}
