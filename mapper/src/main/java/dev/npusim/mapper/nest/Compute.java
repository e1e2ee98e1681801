package dev.npusim.mapper.nest;

/**
 * The MAC units inside the innermost level's instances (or at the ends of the axes under it).
 *
 * @param macsPerCycle of one unit
 * @param energyPerMac in the architecture's energy unit
 */
public record Compute(double macsPerCycle, double energyPerMac) {
  public Compute {
    if (!(macsPerCycle > 0) || !(energyPerMac >= 0)) {
      throw new MappingException(
          "compute: " + macsPerCycle + " MACs per cycle at energy " + energyPerMac);
    }
  }
}
