package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** One of several architectures that a layer may be mapped to, and how far its search has come. */
final class Contender {
  private final SearchProblem problem;
  private final SearchLimits limits;
  private final Slots slots;
  private final Annealer annealer;
  private final Descent descent;
  private final Best best;
  private final Iterator<FlatMapping> splits;
  private long pruned;
  private long proving;
  private double bound;

  Contender(SearchProblem problem, SearchLimits limits) {
    this.problem = problem;
    this.limits = limits;
    slots = new Slots(problem.architecture(), problem.layer());
    annealer = new Annealer(problem, limits, slots, true);
    descent = new Descent(problem.architecture(), problem.layer(), annealer, slots);
    best = nothing();
    splits = new Splits(slots).all().iterator();
  }

  private Best nothing() {
    return new Best(problem.architecture(), problem.layer(), problem.objective());
  }

  /**
   * Descends from the next way to fill the axes; what came of it is where chains may start.
   *
   * @param longest evaluations that the descent may take, about
   * @return null where there is no further way that fits
   */
  @Nullable Best start(long longest) {
    while (splits.hasNext() && !annealer.isStopped()) {
      FlatMapping split = splits.next();
      Best own = nothing();
      if (annealer.offer(split, own)) {
        if (problem.objective().isGuided()) {
          own = guided(split, longest);
        }
        descent.run(own, false, longest);
        best.offer(own);
        return own;
      }
    }
    return null;
  }

  private Best guided(FlatMapping split, long longest) {
    Best guided = nothing();
    annealer.offerGuided(split, guided);
    descent.run(guided, true, longest);
    Best own = nothing();
    annealer.offer(guided.mapping, own);
    return own;
  }

  /** Where to start when no way to fill the axes fits: everything from the outermost level. */
  Best plain() {
    Best own = nothing();
    slots.close(own.mapping);
    annealer.offer(own.mapping, own);
    return own;
  }

  /** Anneals from where {@code chain} stands. */
  void anneal(Best chain, double hot, double cold, long evaluations) {
    FlatMapping start = new FlatMapping(problem.architecture(), problem.layer());
    start.copyFrom(chain.mapping);
    annealer.run(start, chain, hot, cold, evaluations);
    best.offer(chain);
  }

  /** Leaves the best where nothing next to it is better. */
  void polish(long evaluations) {
    if (best.cost < Double.POSITIVE_INFINITY) {
      descent.run(best, false, evaluations);
    }
  }

  /** Finds a bound of all mappings that cost less than {@code ceiling}, and maybe one of them. */
  void prove(double ceiling, long evaluations) {
    BestFirst proof =
        new BestFirst(
            problem,
            limits.withEvaluations(evaluations),
            slots,
            Demand.of(problem.layer()),
            best,
            ceiling);
    proof.search(Placements.of(problem.architecture(), problem.layer()));
    bound = Math.max(bound, Math.min(ceiling, proof.open()));
    proving += proof.evaluated();
    pruned += proof.pruned();
  }

  double cost() {
    return best.cost;
  }

  /** No mapping costs less. */
  double bound() {
    return bound;
  }

  long evaluated() {
    return annealer.evaluated() + proving;
  }

  long pruned() {
    return pruned;
  }

  /** The result, alone. */
  SearchResult result(String strategy) {
    return best.result(bound, false, evaluated(), pruned, strategy);
  }
}
