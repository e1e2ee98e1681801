package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableSet;

/**
 * An axis of replication: {@code size} instances of everything inside, fed by one instance of the
 * level it lies under.
 *
 * @param under position of the level that feeds it; the axis lies between that level and the next
 *     one inside (under level 0: between it and the MAC units)
 * @param dims dims it may carry; empty for any
 * @param reduces whether partial sums of its instances are added on their way out; without, it
 *     carries no dim of the reduction
 */
public record SpatialAxis(
    String name,
    long size,
    int under,
    ImmutableSet<String> dims,
    Delivery delivery,
    boolean reduces) {
  /** How data that several instances need reaches them. */
  public enum Delivery {
    /** One read feeds all of them at once. */
    MULTICAST,
    /** One read feeds the first, which hands it on: one cycle per hop. */
    FORWARD,
    /** Each instance has its own read. */
    UNICAST
  }

  public SpatialAxis {
    if (size < 1) {
      throw new MappingException("axis " + name + ": size " + size + "; expected at least 1");
    }
  }
}
