package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Branch and bound over placements, factors and loop orders, with the best of a short annealing as
 * the first incumbent. It stops at any time with a lower bound: the lowest of what it has left.
 *
 * <p>Factors are those that leave different numbers of rounds outside; among equal ones the
 * smallest, whose tiles need the least room.
 */
public final class ExactSearch implements MappingSearch {
  private final double seeding;
  private final int chains;

  /**
   * @param seeding share of the evaluations that the annealing may take
   * @param chains the annealing begins with
   */
  public ExactSearch(double seeding, int chains) {
    this.seeding = seeding;
    this.chains = chains;
  }

  double seeding() {
    return seeding;
  }

  int chains() {
    return chains;
  }

  @Override
  public String name() {
    return "exact";
  }

  @Override
  public SearchResult search(SearchProblem problem, SearchLimits limits) {
    return search(problem, limits, ImmutableList.of());
  }

  /**
   * The same, not worse than any of some known mappings.
   *
   * @param known mappings of the layer to the architecture that a smaller problem found, say; their
   *     tiles need not fit
   */
  public SearchResult search(
      SearchProblem problem, SearchLimits limits, ImmutableList<Mapping> known) {
    return search(problem, limits, known, null);
  }

  /**
   * The same.
   *
   * @param archive is offered every mapping that is priced
   */
  SearchResult search(
      SearchProblem problem,
      SearchLimits limits,
      ImmutableList<Mapping> known,
      @Nullable Archive archive) {
    Slots slots = new Slots(problem.architecture(), problem.layer());
    Best best = new Best(problem.architecture(), problem.layer(), problem.objective());
    Annealer annealer = new Annealer(problem, limits, slots, true);
    annealer.archive(archive);
    FlatMapping start = new FlatMapping(problem.architecture(), problem.layer());
    slots.close(start);
    annealer.offer(start, best);
    for (Mapping mapping : known) {
      annealer.offer(FlatMapping.of(problem.architecture(), problem.layer(), mapping), best);
    }
    if (seeding > 0) {
      long evaluations = (long) (limits.evaluations() * seeding);
      new Relay(problem, annealer, chains).run(start, best, evaluations);
    }

    // Not what an annealing that ended early has left: that is time saved.
    SearchLimits rest = limits.withEvaluations((long) (limits.evaluations() * (1 - seeding)));
    BestFirst proof = new BestFirst(problem, rest, slots, Demand.of(problem.layer()), best);
    proof.archive(archive);
    proof.search(Placements.of(problem.architecture(), problem.layer()));
    return best.result(
        proof.open(), false, annealer.evaluated() + proof.evaluated(), proof.pruned(), name());
  }
}
