package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which points of a grid are worked on. Choices depend on the seed and on outcomes only, never on
 * their order in time, so that a sweep that was interrupted chooses the same again.
 */
public enum Sampling {
  /** Every point. */
  GRID,
  /** Points drawn without replacement. */
  RANDOM,
  /**
   * A quarter of the budget at random, then, in rounds, points next to the front of those known;
   * random ones where the front has no neighbours left.
   */
  ADAPTIVE;

  /** Shares of the budget: what adaptive sampling draws first, and how many rounds follow. */
  private static final int PARTS = 4;

  private static final int ROUNDS = 8;

  /**
   * @param budget points at most
   * @param work finds outcomes, by place
   * @param front places of the front of some outcomes
   * @return outcomes by place, in the grid's order
   */
  public Map<Long, Outcome> run(
      Grid grid,
      long budget,
      long seed,
      Function<List<SweepPoint>, ? extends Map<Long, Outcome>> work,
      Function<Map<Long, Outcome>, ? extends Set<Long>> front) {
    long size = grid.size();
    if (this == GRID || budget >= size) {
      List<SweepPoint> all = new ArrayList<>();
      for (long i = 0; i < size; i++) {
        all.add(grid.point(i));
      }
      return work.apply(all);
    }
    Random random = new Random(seed);
    Set<Long> chosen = new LinkedHashSet<>();
    Map<Long, Outcome> outcomes = new TreeMap<>();
    long first = this == RANDOM ? budget : Math.max(1, budget / PARTS);
    outcomes.putAll(work.apply(draw(grid, random, chosen, first)));
    long round = Math.max(1, (budget - first + ROUNDS - 1) / ROUNDS);
    while (chosen.size() < budget) {
      long wanted = Math.min(round, budget - chosen.size());
      List<SweepPoint> next = near(grid, random, chosen, front.apply(outcomes), wanted);
      next.addAll(draw(grid, random, chosen, wanted - next.size()));
      outcomes.putAll(work.apply(next));
    }
    return outcomes;
  }

  /** Draws points that were not drawn before. */
  private static List<SweepPoint> draw(Grid grid, Random random, Set<Long> chosen, long count) {
    List<SweepPoint> points = new ArrayList<>();
    while (points.size() < count) {
      long place = random.nextLong(grid.size());
      if (chosen.add(place)) {
        points.add(grid.point(place));
      }
    }
    return points;
  }

  /** Draws from the points one step away from the front in one key. */
  private static List<SweepPoint> near(
      Grid grid, Random random, Set<Long> chosen, Set<Long> front, long count) {
    Set<Long> around = new LinkedHashSet<>();
    for (long place : front) {
      ImmutableList<Integer> positions =
          ImmutableList.copyOf(grid.point(place).positions().asList());
      for (int key = 0; key < positions.size(); key++) {
        for (int step = -1; step <= 1; step += 2) {
          int moved = positions.get(key) + step;
          if (moved >= 0 && moved < grid.keys().get(key).values().size()) {
            List<Integer> other = new ArrayList<>(positions);
            other.set(key, moved);
            around.add(grid.index(other));
          }
        }
      }
    }
    around.removeAll(chosen);
    List<Long> order = new ArrayList<>(around);
    java.util.Collections.shuffle(order, random);
    List<SweepPoint> points = new ArrayList<>();
    for (long place : order.subList(0, (int) Math.min(count, order.size()))) {
      chosen.add(place);
      points.add(grid.point(place));
    }
    return points;
  }
}
