package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import org.jspecify.annotations.Nullable;

/**
 * Simulated annealing on the logarithm of the cost (S. Kirkpatrick et al., "Optimization by
 * simulated annealing", 1983). Allocates nothing while it runs.
 */
final class Annealer {
  private static final int LOOK_UP = 1 << 8;

  private final SearchProblem problem;
  private final SearchLimits limits;
  private final Moves moves;
  private final Xorshift random;
  private final Evaluator evaluator;
  private FlatMapping now;
  private FlatMapping next;
  private final boolean changeable;
  private long evaluated;
  private boolean stopped;
  private @Nullable Archive archive;

  /**
   * @param placing whether what the levels keep may change, too
   */
  Annealer(SearchProblem problem, SearchLimits limits, Slots slots, boolean placing) {
    this.problem = problem;
    this.limits = limits;
    changeable = slots.looping.length > 0;
    random = new Xorshift(limits.seed());
    moves = new Moves(slots, random, placing);
    evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    now = new FlatMapping(problem.architecture(), problem.layer());
    next = new FlatMapping(problem.architecture(), problem.layer());
  }

  /** Offers it every mapping priced from now on. */
  void archive(@Nullable Archive every) {
    archive = every;
  }

  /** Mappings priced so far. */
  long evaluated() {
    return evaluated;
  }

  boolean isStopped() {
    return stopped;
  }

  /**
   * Prices one mapping.
   *
   * @return whether it is the best now
   */
  boolean offer(FlatMapping mapping, Best best) {
    return prices(mapping) && best.offer(mapping, evaluator, cost());
  }

  /** The same for one that is the best by what guides the objective. */
  boolean offerGuided(FlatMapping mapping, Best best) {
    return prices(mapping)
        && best.offer(
            mapping, evaluator, problem.objective().guide(evaluator.energy(), evaluator.cycles()));
  }

  private boolean prices(FlatMapping mapping) {
    evaluated++;
    boolean fits = evaluator.evaluate(mapping);
    if (fits && archive != null) {
      archive.offer(mapping, evaluator);
    }
    return fits;
  }

  /** What a mapping that fits costs at least. */
  private double least() {
    return problem.objective().cost(evaluator.macEnergy(), evaluator.computeCycles());
  }

  private double cost() {
    return problem.objective().cost(evaluator.energy(), evaluator.cycles());
  }

  /**
   * Prices {@code steps} neighbours, starting from {@code start} at temperature {@code hot}, and
   * improves {@code best}.
   */
  void run(FlatMapping start, Best best, double hot, double cold, long steps) {
    if (!changeable) {
      return;
    }
    now.copyFrom(start);
    evaluated++;
    double current = evaluator.evaluate(now) ? cost() : Double.POSITIVE_INFINITY;
    double temperature = hot;
    double cooling = Math.pow(cold / hot, (double) LOOK_UP / steps);
    for (long i = 1; i <= steps; i++) {
      if (i % LOOK_UP == 0) {
        temperature *= cooling;
        stopped |= limits.stop().getAsBoolean();
        if (stopped) {
          return;
        }
      }
      next.copyFrom(now);
      moves.change(next);
      evaluated++;
      if (!evaluator.fits(next)) {
        continue;
      }
      // A worse mapping is taken if its cost is low for what was drawn. Where the MAC units' share
      // of it alone is too high for that, the rest is not counted.
      boolean drawn = archive == null && least() > current;
      double limit = drawn ? temperature * Math.log(random.unit()) : 0;
      if (drawn && Math.log(current / least()) <= limit) {
        continue;
      }
      evaluator.count();
      if (archive != null) {
        archive.offer(next, evaluator);
      }
      double cost = cost();
      if (cost > current && !drawn) {
        limit = temperature * Math.log(random.unit());
      }
      if (cost <= current || Math.log(current / cost) > limit) {
        FlatMapping other = now;
        now = next;
        next = other;
        current = cost;
        best.offer(now, evaluator, cost);
      }
    }
  }
}
