package dev.npusim.mapper;

import java.util.Optional;

/**
 * What was done with a long-lived tensor between two accesses, and what the choices would have
 * cost.
 *
 * @param name of the value
 * @param producer node that computes it
 * @param consumer node that reads it at the end of the gap
 * @param bytes of the tensor at the run's precision
 * @param distance operations from one access to the other; reshapes and slices are none
 * @param keptBytes stayed in SRAM
 * @param spilledBytes went to DRAM and came back
 * @param recomputedBytes were computed again
 * @param fusedBytes never existed as a whole: consumed in the group that made them
 * @param macsPerByte MACs of the static chain that rebuilds it, per byte
 * @param weightBytesRereadPerByte weight bytes that chain reads again, per byte
 * @param recomputeBytesReread weight bytes that chain reads again
 * @param heldSeconds what keeping all of it costs: {@code bytes} of SRAM for so long, from the end
 *     of its producer to the begin of its reader by the cycles charged to layers; no time, no
 *     traffic
 * @param fuse what running everything between producer and reader depth-first would take, where
 *     that was worked out
 * @param reason in one sentence
 */
public record TensorDecision(
    String name,
    String producer,
    String consumer,
    Kind kind,
    long bytes,
    int distance,
    Decision decision,
    long keptBytes,
    long spilledBytes,
    long recomputedBytes,
    long fusedBytes,
    double macsPerByte,
    double weightBytesRereadPerByte,
    long recomputeBytesReread,
    double heldSeconds,
    Cost spill,
    Cost recompute,
    Optional<Fusing> fuse,
    String reason) {

  /** The same with what fusing would take. */
  public TensorDecision withFuse(Fusing fusing) {
    return new TensorDecision(
        name,
        producer,
        consumer,
        kind,
        bytes,
        distance,
        decision,
        keptBytes,
        spilledBytes,
        recomputedBytes,
        fusedBytes,
        macsPerByte,
        weightBytesRereadPerByte,
        recomputeBytesReread,
        heldSeconds,
        spill,
        recompute,
        Optional.of(fusing),
        reason);
  }

  /** Who reads it at the end of the gap. */
  public enum Kind {
    /** A concat. */
    SKIP,
    /** An addition. */
    RESIDUAL,
    /** Anything else. */
    ACTIVATION
  }

  /** What happened to it. */
  public enum Decision {
    KEEP,
    SPILL,
    RECOMPUTE,
    FUSE,
    /** At least two of the others, for parts of it. */
    PARTIAL
  }

  /**
   * The cost of one choice for the whole tensor.
   *
   * @param timeSeconds of the engine it occupies
   * @param exposedSeconds of that, not hidden behind other work
   * @param transientBytes SRAM needed on the way
   */
  public record Cost(
      double timeSeconds,
      double exposedSeconds,
      double energyJ,
      long dramBytes,
      long transientBytes) {}

  /**
   * The cost of never having the whole tensor: everything between its producer and its reader runs
   * depth-first in stripes over the whole width with cached halos, as high as fit. From shapes.
   *
   * @param obstacle why it cannot be done; empty where it can, and the rest is 0 where it cannot
   * @param layers that compute
   * @param tiles of the last layer
   * @param macs of these layers without tiles
   * @param macsAdded by tiles that overlap
   * @param sramBytes of tiles between the layers and their weights
   * @param savedBytes of DRAM traffic, at most: where nothing in between would stay otherwise
   */
  public record Fusing(
      String obstacle,
      int layers,
      int tiles,
      long macs,
      long macsAdded,
      long sramBytes,
      long savedBytes) {
    /** It cannot be done. */
    public static Fusing impossible(String obstacle) {
      return new Fusing(obstacle, 0, 0, 0, 0, 0, 0);
    }

    public boolean isPossible() {
      return obstacle.isEmpty();
    }
  }
}
