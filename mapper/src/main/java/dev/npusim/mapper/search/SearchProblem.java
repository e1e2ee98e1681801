package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.Counter;

/** What to map to what, how it is counted, and what is best. */
public record SearchProblem(
    Architecture architecture, Layer layer, Counter counter, Objective objective) {

  /**
   * The same problem with at most {@code capacity} units at a level.
   *
   * @throws dev.npusim.mapper.nest.MappingException where the architecture has no such level
   */
  public SearchProblem within(String level, long capacity) {
    int limited = architecture.level(level);
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    for (int l = 0; l < architecture.levels().size(); l++) {
      MemoryLevel memory = architecture.levels().get(l);
      levels.add(l == limited ? shrunk(memory, capacity) : memory);
    }
    return new SearchProblem(
        new Architecture(
            architecture.name(),
            architecture.compute(),
            levels.build(),
            architecture.axes(),
            architecture.energyUnit()),
        layer,
        counter,
        objective);
  }

  private static MemoryLevel shrunk(MemoryLevel memory, long capacity) {
    return new MemoryLevel(
        memory.name(),
        memory.holds(),
        memory.unit(),
        Math.min(memory.capacity(), capacity),
        memory.partitions(),
        memory.readBandwidth(),
        memory.writeBandwidth(),
        memory.sharedBandwidth(),
        memory.doubleBuffered(),
        memory.readEnergy(),
        memory.writeEnergy(),
        memory.mustKeep());
  }
}
