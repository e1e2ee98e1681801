package dev.npusim.mapper;

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
    Cost spill,
    Cost recompute,
    String reason) {

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
}
