package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Mapping;

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

  /** Whether both take the same. */
  boolean ties(ParetoPoint other) {
    return sram == other.sram
        && cycles == other.cycles
        && energy == other.energy
        && dram == other.dram;
  }
}
