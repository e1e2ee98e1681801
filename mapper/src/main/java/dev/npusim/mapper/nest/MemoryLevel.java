package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;

/**
 * A memory of the hierarchy; all figures are those of one instance.
 *
 * @param holds roles it can hold; a mapping may keep fewer operands
 * @param unit what capacity, bandwidth and energy are measured in
 * @param capacity shared by all operands; {@link #UNLIMITED} without a limit
 * @param partitions capacity reserved for a role, on top of the shared limit
 * @param readBandwidth units per cycle; infinite without a limit
 * @param sharedBandwidth of reads and writes together
 * @param doubleBuffered a tile is filled while another one is in use: tiles that change take twice
 *     their room, and transfers overlap with the work inside
 * @param readEnergy per unit read
 * @param writeEnergy per unit written (filled or updated)
 * @param mustKeep roles that cannot pass it by: every mapping keeps their operands here
 */
public record MemoryLevel(
    String name,
    ImmutableSet<Role> holds,
    Unit unit,
    long capacity,
    ImmutableMap<Role, Long> partitions,
    double readBandwidth,
    double writeBandwidth,
    double sharedBandwidth,
    boolean doubleBuffered,
    double readEnergy,
    double writeEnergy,
    ImmutableSet<Role> mustKeep) {
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** What a level counts in. */
  public enum Unit {
    /** Every element is one word, whatever its width. */
    WORDS,
    /** An element takes its operand's bits. */
    BYTES
  }

  /** A level that any operand can pass by. */
  public MemoryLevel(
      String name,
      ImmutableSet<Role> holds,
      Unit unit,
      long capacity,
      ImmutableMap<Role, Long> partitions,
      double readBandwidth,
      double writeBandwidth,
      double sharedBandwidth,
      boolean doubleBuffered,
      double readEnergy,
      double writeEnergy) {
    this(
        name,
        holds,
        unit,
        capacity,
        partitions,
        readBandwidth,
        writeBandwidth,
        sharedBandwidth,
        doubleBuffered,
        readEnergy,
        writeEnergy,
        ImmutableSet.of());
  }

  public MemoryLevel {
    if (holds.isEmpty()) {
      throw new MappingException("level " + name + " holds no operand");
    }
    if (!holds.containsAll(mustKeep)) {
      throw new MappingException("level " + name + " must keep what it cannot hold: " + mustKeep);
    }
    require(name, "capacity", capacity >= 1, capacity);
    for (Map.Entry<Role, Long> partition : partitions.entrySet()) {
      require(
          name,
          "capacity of " + partition.getKey().lower(),
          partition.getValue() >= 1,
          partition.getValue());
    }
    require(name, "read bandwidth", readBandwidth > 0, readBandwidth);
    require(name, "write bandwidth", writeBandwidth > 0, writeBandwidth);
    require(name, "shared bandwidth", sharedBandwidth > 0, sharedBandwidth);
    require(name, "read energy", readEnergy >= 0, readEnergy);
    require(name, "write energy", writeEnergy >= 0, writeEnergy);
  }

  private static void require(String name, String what, boolean holds, Object value) {
    if (!holds) {
      throw new MappingException("level " + name + ": " + what + " " + value);
    }
  }
}
