package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Mapping;
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
