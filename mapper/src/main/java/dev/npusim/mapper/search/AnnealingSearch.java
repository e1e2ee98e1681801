package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;

/** Annealing over everything at once, restarted a few times. Proves nothing. */
public final class AnnealingSearch implements MappingSearch {
  private static final double HOT = 0.5;
  private static final double COLD = 0.002;

  private final int restarts;

  public AnnealingSearch(int restarts) {
    this.restarts = restarts;
  }

  @Override
  public String name() {
    return "annealing";
  }

  @Override
  public SearchResult search(SearchProblem problem, SearchLimits limits) {
    Slots slots = new Slots(problem.architecture(), problem.layer());
    Best best = new Best(problem.architecture(), problem.layer(), problem.objective());
    Annealer annealer = new Annealer(problem, limits, slots, true);
    FlatMapping start = new FlatMapping(problem.architecture(), problem.layer());
    slots.close(start);
    for (int restart = 0; restart < restarts && !annealer.isStopped(); restart++) {
      annealer.offer(start, best);
      annealer.run(start, best, HOT, COLD, Math.max(1, limits.evaluations() / restarts - 2));
    }
    return best.result(0, false, annealer.evaluated(), 0, name());
  }
}
