package dev.npusim.mapper.rematerialize;

import java.util.Optional;

/** Finds what to compute again so that a graph fits a budget. */
public final class Rematerializer {
  private final long seed;
  private final SearchLimit limit;
  private long rounds;

  /**
   * @param seed of every random choice
   */
  public Rematerializer(long seed, SearchLimit limit) {
    this.seed = seed;
    this.limit = limit;
  }

  /** Rounds of the search; 0 where none was needed. */
  public long rounds() {
    return rounds;
  }

  /** First executions stay in the graph's order. The plan has been replayed. */
  public Outcome solve(TaskGraph graph, long budget) {
    if (graph.largestNode() > budget) {
      return new Outcome.Impossible("one node and its operands need more");
    }
    StagedPlan once = StagedPlan.once(graph);
    if (Replay.of(graph, once.sequence()).peak() <= budget) {
      return new Outcome.Fits(once, 0);
    }
    if (graph.size() <= MemorySets.MOST_NODES) {
      Optional<StagedPlan> best = new MemorySets(graph, budget).best();
      return best.isEmpty()
          ? new Outcome.Impossible("searched to the end")
          : fits(graph, budget, best.get(), Double.POSITIVE_INFINITY);
    }
    double bound = Overflow.bound(graph, budget);
    PlanSearch search = new PlanSearch(graph, budget, seed, limit);
    search.run(bound);
    rounds = search.rounds();
    return search.fits()
        ? fits(graph, budget, search.best(), bound)
        : new Outcome.Unknown(search.best());
  }

  private static Outcome fits(TaskGraph graph, long budget, StagedPlan plan, double bound) {
    Replay replay = Replay.of(graph, plan.sequence());
    if (replay.peak() > budget) {
      throw new IllegalStateException(
          "a plan that was found needs " + replay.peak() + ", more than " + budget);
    }
    return new Outcome.Fits(plan, Math.min(bound, replay.duration() - graph.totalCost()));
  }
}
