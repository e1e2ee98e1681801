package dev.npusim.mapper.emit;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Access;
import java.util.Arrays;

/**
 * Which instructions touched which residency: the last of each engine, and all that wrote. In flat
 * arrays, because programs have hundreds of thousands of both.
 */
final class AccessLog {
  private static final int NONE = -1;

  private final int engines;

  /** By residency and engine: its last instruction there. */
  private int[] lastAccess;

  /** By residency and engine: the last instruction that used its addresses before. */
  private int[] hazards;

  /** By residency: the newest of its writes that are noted apart. */
  private int[] newest = new int[256];

  /** By write. */
  private Region[] regions = new Region[256];

  private int[] instructions = new int[256];
  private int[] writers = new int[256];

  /** The write before of the same residency. */
  private int[] earlier = new int[256];

  private int writes;

  AccessLog(int engines) {
    this.engines = engines;
    this.lastAccess = new int[256 * engines];
    this.hazards = new int[256 * engines];
  }

  /** Begins with a residency; ids ascend. */
  void open(int residency) {
    if (residency == newest.length) {
      newest = Arrays.copyOf(newest, 2 * residency);
      lastAccess = Arrays.copyOf(lastAccess, 2 * residency * engines);
      hazards = Arrays.copyOf(hazards, 2 * residency * engines);
    }
    newest[residency] = NONE;
    int begin = residency * engines;
    Arrays.fill(lastAccess, begin, begin + engines, NONE);
    Arrays.fill(hazards, begin, begin + engines, NONE);
  }

  /** A residency comes where another one was. */
  void inherit(int residency, int before) {
    for (int engine = 0; engine < engines; engine++) {
      int at = before * engines + engine;
      int own = residency * engines + engine;
      hazards[own] = Math.max(hazards[own], Math.max(lastAccess[at], hazards[at]));
    }
  }

  /** Raises {@code latest}, by engine, to who used a residency's addresses before. */
  void hazards(int residency, int[] latest) {
    for (int engine = 0; engine < engines; engine++) {
      latest[engine] = Math.max(latest[engine], hazards[residency * engines + engine]);
    }
  }

  /**
   * Raises {@code latest}, by engine, to who wrote any of a region; false when nobody did.
   *
   * @param part the region of a residency
   */
  boolean written(Access part, int[] latest) {
    boolean any = false;
    for (int write = newest[part.residency()]; write != NONE; write = earlier[write]) {
      if (regions[write].overlaps(part.region())) {
        latest[writers[write]] = Math.max(latest[writers[write]], instructions[write]);
        any = true;
      }
    }
    return any;
  }

  void read(int residency, int instruction, int engine) {
    lastAccess[residency * engines + engine] = instruction;
  }

  void write(Access part, int instruction, int engine) {
    read(part.residency(), instruction, engine);
    int again = again(part, engine);
    if (again != NONE) {
      instructions[again] = instruction;
      return;
    }
    if (writes == regions.length) {
      regions = Arrays.copyOf(regions, 2 * writes);
      instructions = Arrays.copyOf(instructions, 2 * writes);
      writers = Arrays.copyOf(writers, 2 * writes);
      earlier = Arrays.copyOf(earlier, 2 * writes);
    }
    regions[writes] = part.region();
    instructions[writes] = instruction;
    writers[writes] = engine;
    earlier[writes] = newest[part.residency()];
    newest[part.residency()] = writes++;
  }

  /**
   * The write of the same region by the same engine, if there is one among the newest: who waits
   * for the later one waits for both. Partial sums are written chunk after chunk.
   */
  private int again(Access part, int engine) {
    for (int write = newest[part.residency()];
        write != NONE && regions[write].equals(part.region());
        write = earlier[write]) {
      if (writers[write] == engine) {
        return write;
      }
    }
    return NONE;
  }
}
