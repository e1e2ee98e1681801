package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A mapping and what it takes.
 *
 * @param sram held in one instance of the outermost on-chip level, in its unit (bytes or words)
 * @param energy in the architecture's unit
 * @param dram read from and written to the outermost level, in its unit
 */
public record ParetoPoint(Mapping mapping, long sram, long cycles, double energy, long dram) {
  static final int FIGURES = 4;

  /**
   * What a mapping takes.
   *
   * @param problem its objective is not used
   * @param mapping one that fits
   */
  public static ParetoPoint of(SearchProblem problem, Mapping mapping) {
    Evaluator evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    if (!evaluator.evaluate(FlatMapping.of(problem.architecture(), problem.layer(), mapping))) {
      throw new IllegalArgumentException("a mapping that does not fit");
    }
    double[] figures = new double[FIGURES];
    figures(evaluator, problem.architecture().levels().size() - 1, figures);
    return of(mapping, figures, 0);
  }

  /** SRAM, cycles, energy and DRAM traffic of what {@code evaluator} has just priced. */
  static void figures(Evaluator evaluator, int outermost, double[] figures) {
    figures[0] = outermost == 0 ? 0 : evaluator.held(outermost - 1);
    figures[1] = evaluator.cycles();
    figures[2] = evaluator.energy();
    figures[3] = evaluator.moved(outermost);
  }

  /** The point with the figures from {@code at} on. */
  static ParetoPoint of(Mapping mapping, double[] figures, int at) {
    return new ParetoPoint(
        mapping,
        (long) Math.ceil(figures[at]),
        (long) figures[at + 1],
        figures[at + 2],
        (long) Math.ceil(figures[at + 3]));
  }

  /** Whether it is nowhere worse than the other and somewhere better. */
  public boolean dominates(ParetoPoint other) {
    boolean noWorse =
        sram <= other.sram
            && cycles <= other.cycles
            && energy <= other.energy
            && dram <= other.dram;
    return noWorse
        && (sram < other.sram
            || cycles < other.cycles
            || energy < other.energy
            || dram < other.dram);
  }

  /**
   * Those that no other one dominates, of equal ones the first; the smallest SRAM first, among
   * equals the fastest.
   */
  public static ImmutableList<ParetoPoint> front(List<ParetoPoint> points) {
    List<ParetoPoint> front = new ArrayList<>();
    for (ParetoPoint point : points) {
      if (front.stream().noneMatch(other -> other.dominates(point) || other.ties(point))) {
        front.removeIf(point::dominates);
        front.add(point);
      }
    }
    front.sort(
        Comparator.comparingLong(ParetoPoint::sram)
            .thenComparingLong(ParetoPoint::cycles)
            .thenComparingDouble(ParetoPoint::energy)
            .thenComparingLong(ParetoPoint::dram));
    return ImmutableList.copyOf(front);
  }

  /** Whether both take the same. */
  boolean ties(ParetoPoint other) {
    return sram == other.sram
        && cycles == other.cycles
        && energy == other.energy
        && dram == other.dram;
  }
}
