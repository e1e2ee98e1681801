package dev.npusim.mapper.rematerialize;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Improves a plan by taking copies out and repairing what overflows then. What comes out is kept
 * where it costs no more than before, or a little more: annealing, in cycles. Most begin with
 * nothing, the last ones with the best plan; all take over parts of what earlier ones ended with,
 * so that what is good at one time of the graph meets what is good at another. While no plan fits,
 * what overflows takes the place of the cost.
 */
final class PlanSearch {
  /** Temperatures at both ends of a cycle, in mean costs of a copy. */
  private static final double HOT = 0.5;

  private static final double COLD = 0.05;

  private static final int CYCLES = 8;

  /** Cycles that begin with nothing; 5 to 7 of 8 did equally well on graphs of 50 to 500 nodes. */
  private static final int CYCLES_AFRESH = 6;

  /** Rounds that bring nothing, before whole parts of the graph run again: an assumption. */
  private static final int LOWERING = 20;

  /** Values dropped before copies that these made superfluous are pruned: an assumption. */
  private static final int BATCH = 20;

  /** One round in so many takes over a part of another plan. */
  private static final int EXCHANGES = 8;

  /** Where a repair gives up: pruning takes something off, but not that much. */
  private static final double BEFORE_PRUNING = 1.5;

  /** How a cycle is begun afresh. */
  private static final Repair.Style AFRESH = new Repair.Style(2, 4, 8, 20, false, 0.1, 2);

  private final MemoryProfile profile;
  private final Journal journal;
  private final Repair repair;
  private final Destruction destruction;
  private final SplittableRandom random;
  private final SearchLimit limit;

  /** What earlier cycles ended with. */
  private final List<int[]> elders = new ArrayList<>();

  /** The cheapest of this cycle. */
  private int[] cheapest = new int[0];

  private double cheapestExtra = Double.POSITIVE_INFINITY;

  private int[] best = new int[0];
  private int bestCount;
  private double bestExtra = Double.POSITIVE_INFINITY;
  private long lowestPeak = Long.MAX_VALUE;
  private long rounds;

  /** By the clock of {@link #limit}. */
  private final long begin;

  PlanSearch(TaskGraph graph, long budget, long seed, SearchLimit limit) {
    profile = new MemoryProfile(graph, budget);
    journal = new Journal(profile);
    random = new SplittableRandom(seed);
    this.limit = limit;
    begin = limit.clock().getAsLong();
    repair = new Repair(profile, journal, random, this::isOver);
    destruction = new Destruction(profile, journal, random, this::isOver);
  }

  /** Rounds so far. */
  long rounds() {
    return rounds;
  }

  /** As {@link MemoryProfile#looks}. */
  long looks() {
    return profile.looks();
  }

  /** Whether the best plan fits. */
  boolean fits() {
    return bestExtra < Double.POSITIVE_INFINITY;
  }

  /** The cheapest that fits, or the one with the lowest peak. */
  StagedPlan best() {
    recall();
    return profile.plan();
  }

  /**
   * Searches.
   *
   * @param bound what copies cost at least: a plan that costs no more ends the search
   */
  void run(double bound) {
    start(Repair.Style.THOROUGH);
    long lowest = profile.overflow();
    int since = 0;
    int cycle = 0;
    while (bestExtra > bound) {
      double done = done();
      if (done >= 1) {
        break;
      }
      if (fits()) {
        if ((int) (done * CYCLES) > cycle) {
          cycle = (int) (done * CYCLES);
          begin(cycle);
        }
        double mean = bestExtra / Math.max(1, bestCount);
        anneal(mean * HOT * Math.pow(COLD / HOT, done * CYCLES - cycle), mean);
      } else {
        lower();
        since = profile.overflow() < 0.99 * lowest ? 0 : since + 1;
        lowest = Math.min(lowest, profile.overflow());
        if (since == LOWERING) {
          start(Repair.Style.WHOLE_PARTS);
          since = 0;
        }
      }
      rounds++;
    }
  }

  /** Repairs and prunes in turn, as long as that helps. */
  private void start(Repair.Style style) {
    long before = Long.MAX_VALUE;
    while (profile.overflow() > 0 && profile.overflow() < before && !isOver()) {
      before = profile.overflow();
      profile.settleOverflowing();
      repair.run(style, Double.POSITIVE_INFINITY, BATCH);
      destruction.prune();
      journal.commit();
      keep();
    }
  }

  private double done() {
    return limit.done(rounds, profile.looks(), begin);
  }

  private boolean isOver() {
    return done() >= 1;
  }

  private void begin(int cycle) {
    elders.add(cheapest);
    cheapestExtra = Double.POSITIVE_INFINITY;
    recall();
    if (cycle < CYCLES_AFRESH) {
      profile.settle();
      for (int i = 0; i < bestCount; i++) {
        journal.remove(best[i]);
      }
      if (repair.run(AFRESH, Double.POSITIVE_INFINITY)) {
        destruction.prune();
        journal.commit();
      } else {
        journal.backTo(0);
      }
    }
  }

  private Repair.Style style() {
    int die = random.nextInt(16);
    return switch (die) {
      case 0 -> Repair.Style.WILD;
      case 1 -> Repair.Style.DEEP;
      default -> die % 2 == 0 ? Repair.Style.PLAIN : Repair.Style.USUAL;
    };
  }

  private void anneal(double temperature, double mean) {
    profile.settle();
    double allowed = profile.extra() - temperature * Math.log(1 - random.nextDouble());
    if (elders.size() > 1 && random.nextInt(EXCHANGES) == 0) {
      destruction.exchange(elders.get(random.nextInt(elders.size())));
    } else {
      destruction.run();
    }
    if (repair.run(style(), BEFORE_PRUNING * allowed + 2 * mean)) {
      destruction.prune();
      if (profile.extra() <= allowed) {
        if (profile.extra() < bestExtra) {
          keep();
        }
        if (profile.extra() < cheapestExtra) {
          cheapestExtra = profile.extra();
          cheapest = new int[profile.copies()];
          profile.copies(cheapest);
        }
        journal.commit();
        return;
      }
    }
    journal.backTo(0);
  }

  /** A round before anything fits. */
  private void lower() {
    profile.settleOverflowing();
    long overflow = profile.overflow();
    destruction.run();
    repair.run(random.nextBoolean() ? Repair.Style.THOROUGH : style(), Double.POSITIVE_INFINITY);
    destruction.prune();
    keep();
    double slack = 0.1 * random.nextDouble() * random.nextDouble();
    if (profile.overflow() <= overflow * (1 + slack)) {
      journal.commit();
    } else {
      journal.backTo(0);
    }
  }

  /** Remembers the plan if it is the cheapest that fits, or the lowest before any does. */
  private void keep() {
    if (profile.overflow() == 0) {
      bestExtra = profile.extra();
    } else {
      long peak = profile.peak();
      if (peak >= lowestPeak) {
        return;
      }
      lowestPeak = peak;
    }
    if (best.length < profile.copies()) {
      best = new int[2 * profile.copies()];
    }
    bestCount = profile.copies(best);
  }

  /** Makes the best plan the current one. */
  private void recall() {
    int[] now = new int[profile.copies()];
    profile.copies(now);
    for (int key : now) {
      profile.remove(profile.stage(key), profile.node(key));
    }
    for (int i = 0; i < bestCount; i++) {
      profile.add(profile.stage(best[i]), profile.node(best[i]));
    }
    journal.commit();
  }
}
