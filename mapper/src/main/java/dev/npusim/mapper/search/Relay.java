package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Annealing in a few short chains, of which the best are continued at a lower temperature: one
 * chain alone ends in a poor valley too often, and a short one shows how good its valley is.
 */
final class Relay {
  private static final double HOT = 0.5;
  private static final double WARM = 0.15;
  private static final double COLD = 0.002;

  /** Part of the evaluations that goes into the first, short chains. */
  private static final double FIRST = 0.5;

  /** So many chains that all end at about the same cost have found what there is to find. */
  private static final int AGREEING = 5;

  private static final double ABOUT = 1.001;

  /** Chains continued: one of this many. */
  private static final int OF = 4;

  private final SearchProblem problem;
  private final Annealer annealer;
  private final int chains;

  /**
   * @param chains to begin with
   */
  Relay(SearchProblem problem, Annealer annealer, int chains) {
    this.problem = problem;
    this.annealer = annealer;
    this.chains = chains;
  }

  /** Prices up to about {@code evaluations} mappings and improves {@code best}. */
  void run(FlatMapping start, Best best, long evaluations) {
    List<Best> found = new ArrayList<>();
    boolean continues = chains > 1;
    long each = (long) Math.max(1, evaluations * (continues ? FIRST : 1) / chains);
    for (int chain = 0; chain < chains && !annealer.isStopped(); chain++) {
      Best own = new Best(problem.architecture(), problem.layer(), problem.objective());
      annealer.run(start, own, HOT, COLD, each);
      best.offer(own);
      found.add(own);
      if (agree(found)) {
        return;
      }
    }
    if (!continues) {
      return;
    }
    found.sort(Comparator.comparingDouble(own -> own.cost));
    int continued = (chains + OF - 1) / OF;
    long rest = (long) Math.max(1, evaluations * (1 - FIRST) / continued);
    for (int chain = 0; chain < continued && !annealer.isStopped(); chain++) {
      if (found.get(chain).cost < Double.POSITIVE_INFINITY) {
        annealer.run(found.get(chain).mapping, best, WARM, COLD, rest);
      }
    }
  }

  /**
   * Whether no chain so far has ended elsewhere. That the best few agree would not do: on hardware
   * where operands may pass levels by, most chains can end in the same poor valley.
   */
  private static boolean agree(List<Best> found) {
    double least = found.stream().mapToDouble(own -> own.cost).min().orElseThrow();
    double most = found.stream().mapToDouble(own -> own.cost).max().orElseThrow();
    return found.size() >= AGREEING && most <= ABOUT * least;
  }
}
