package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.schedule.Plan.Pricing;
import dev.npusim.mapper.search.Effort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Large-neighbourhood search from the best plans found: what a few tensors get is changed, the
 * program built and measured, and kept where it is better. One incumbent per figure that guides it,
 * the others' plans included; each proposal is compared with all of them. All plans have one budget
 * of SRAM, and plans of other budgets say nothing, so the search for a smaller memory is the same
 * on a larger one. Effort is counted in plans.
 */
final class LocalSearch implements Strategy {
  /** Plans measured per round: a number that does not depend on the machine. */
  private static final int BATCH = 4;

  /** Proposals that may turn out to be known before a round is given up. */
  private static final int PATIENCE = 40;

  /**
   * Instructions simulated at normal effort, so that large models get fewer plans, and the largest
   * none: what their time buys is plans for smaller memories.
   */
  private static final long INSTRUCTIONS = 600_000;

  /** Tensors that are tried to be computed again, each alone, before chance decides. */
  private static final int ONE_BY_ONE = 3;

  /** Also the most for memories halfway between two powers of two, which every larger one tries. */
  private static final int FEWEST = 4;

  private static final int MOST = 16;

  /** Of models of which not every plan is affordable. */
  private static final int MOST_IF_LARGE = 8;

  private static final int TIMES_AT_BEST = 6;

  private final ScheduleProblem problem;
  private final long budgetBytes;
  private final Fusions fusions;
  private final Neighbours neighbours;
  private final Set<Plan> proposed = new HashSet<>();
  private boolean started;
  private int left;
  private int turn;

  LocalSearch(ScheduleProblem problem, Fusions fusions, long budgetBytes) {
    this.problem = problem;
    this.fusions = fusions;
    this.budgetBytes = budgetBytes;
    this.neighbours =
        new Neighbours(problem, fusions, new Random(problem.options().seed() * 31 + 17));
  }

  @Override
  public String name() {
    return "local-search";
  }

  @Override
  public String description() {
    return "decisions changed one by one";
  }

  @Override
  public ImmutableList<Plan> next(History history) {
    List<Measurement> incumbents = incumbents(history);
    if (incumbents.isEmpty()) {
      return ImmutableList.of();
    }
    if (!started) {
      started = true;
      // The first round of the others is over; theirs may still go on.
      left = plans(incumbents.get(0));
      return take(openings(incumbents));
    }
    Set<Plan> batch = new LinkedHashSet<>();
    for (int tries = 0; tries < PATIENCE && batch.size() < BATCH; tries++) {
      Plan from = incumbents.get(turn++ % incumbents.size()).plan();
      if (neighbours.has(from)) {
        batch.add(neighbours.of(from));
      }
    }
    return take(batch);
  }

  private int plans(Measurement first) {
    long affordable = INSTRUCTIONS / Math.max(1, first.instructions());
    int most = Ladder.isHalfway(budgetBytes) ? FEWEST : problem.isThorough() ? MOST : MOST_IF_LARGE;
    if (problem.options().effort() == Effort.BEST) {
      return TIMES_AT_BEST * (int) Math.max(FEWEST, Math.min(most, affordable));
    }
    return affordable < FEWEST ? 0 : (int) Math.min(most, affordable);
  }

  private ImmutableList<Plan> take(Set<Plan> plans) {
    ImmutableList.Builder<Plan> taken = ImmutableList.builder();
    for (Plan plan : plans) {
      if (left > 0 && proposed.add(plan)) {
        left--;
        taken.add(plan);
      }
    }
    return taken.build();
  }

  /** What is worth a trial whatever the dice say. */
  private Set<Plan> openings(List<Measurement> incumbents) {
    Set<Plan> openings = new LinkedHashSet<>();
    Plan best = incumbents.get(0).plan();
    for (Measurement incumbent : incumbents) {
      Plan from = incumbent.plan();
      neighbours.recomputingOne(from).stream().limit(ONE_BY_ONE).forEach(openings::add);
      for (Set<Integer> again : List.of(Rule.cheap(problem), neighbours.recomputable())) {
        if (!again.isEmpty()) {
          openings.add(fusions.adapted(from.with(again, Treatment.RECOMPUTE)));
        }
      }
    }
    openings.add(best.with(Pricing.TRAFFIC));
    return openings;
  }

  /** The best measurement with this budget per guiding figure, each once. */
  private List<Measurement> incumbents(History history) {
    List<Measurement> best = new ArrayList<>();
    for (History.Entry entry : history.entries()) {
      Measurement offered = entry.measurement();
      boolean isMine =
          offered.plan().budgetBytes() == budgetBytes
              && (entry.strategy().isSearched() || proposed.contains(offered.plan()));
      if (!isMine || !offered.isFeasible()) {
        continue;
      }
      ImmutableDoubleArray guides = offered.guides();
      for (int guide = 0; guide < guides.length(); guide++) {
        if (best.size() <= guide) {
          best.add(offered);
        } else if (guides.get(guide) < best.get(guide).guides().get(guide)) {
          best.set(guide, offered);
        }
      }
    }
    return List.copyOf(new LinkedHashSet<>(best));
  }
}
