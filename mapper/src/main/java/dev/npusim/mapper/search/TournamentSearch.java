package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Annealing within each placement, in rounds: all placements get a short run, the better part of
 * them a longer one, and so on (successive halving: K. Jamieson and A. Talwalkar, "Non-stochastic
 * best arm identification and hyperparameter optimization", 2016). Proves nothing.
 */
public final class TournamentSearch implements MappingSearch {
  private static final double HOT = 0.5;
  private static final double COLD = 0.003;
  private static final double COOLER = 0.6;
  private static final int ROUNDS = 4;
  private static final double SURVIVORS = 0.3;

  /** A placement and the best mapping with it so far. */
  private record Entrant(FlatMapping start, Best best) {}

  @Override
  public String name() {
    return "tournament";
  }

  @Override
  public SearchResult search(SearchProblem problem, SearchLimits limits) {
    Slots slots = new Slots(problem.architecture(), problem.layer());
    Annealer annealer = new Annealer(problem, limits, slots, false);
    Best best = run(problem, limits, slots, annealer);
    return best.result(0, false, annealer.evaluated(), 0, name());
  }

  static Best run(SearchProblem problem, SearchLimits limits, Slots slots, Annealer annealer) {
    List<Entrant> entrants = new ArrayList<>();
    for (int[] placement : Placements.of(problem.architecture(), problem.layer())) {
      FlatMapping start = new FlatMapping(problem.architecture(), problem.layer());
      System.arraycopy(placement, 0, start.keeps, 0, placement.length);
      slots.close(start);
      Best best = new Best(problem.architecture(), problem.layer(), problem.objective());
      annealer.offer(start, best);
      entrants.add(new Entrant(start, best));
    }
    double hot = HOT;
    for (int round = 0; round < ROUNDS && !annealer.isStopped(); round++) {
      long each = Math.max(1, limits.evaluations() / ROUNDS / entrants.size());
      for (Entrant entrant : entrants) {
        FlatMapping start =
            Double.isInfinite(entrant.best().cost) ? entrant.start() : entrant.best().mapping;
        entrant.start().copyFrom(start);
        annealer.run(entrant.start(), entrant.best(), hot, COLD, each);
      }
      entrants.sort(Comparator.comparingDouble(entrant -> entrant.best().cost));
      int left = (int) Math.ceil(entrants.size() * SURVIVORS);
      entrants = new ArrayList<>(entrants.subList(0, left));
      hot *= COOLER;
    }
    return entrants.get(0).best();
  }
}
