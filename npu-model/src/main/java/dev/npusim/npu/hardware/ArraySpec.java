package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableMap;

/**
 * The MAC array.
 *
 * @param weightDoubleBuffer a shadow register per PE: the next stationary tile loads while the
 *     current one is used
 * @param macsPerCycle MACs per PE and cycle by number format ({@code int4}, {@code int8}, {@code
 *     int16}, {@code fp16}); a format that is absent runs at the next wider one of its kind, see
 *     {@link #rate}
 */
public record ArraySpec(
    int rows,
    int columns,
    Timing timing,
    DataflowPolicy dataflow,
    boolean weightDoubleBuffer,
    ImmutableMap<String, Double> macsPerCycle) {

  /** How operands travel. */
  public enum Timing {
    /** From PE to PE: folds fill and drain. */
    SYSTOLIC,
    /** To all PEs of a row or column at once: no fill, no drain. */
    MULTICAST
  }

  /** Which dataflows the array can run. */
  public enum DataflowPolicy {
    WEIGHT_STATIONARY,
    OUTPUT_STATIONARY,
    INPUT_STATIONARY,
    /** The best one for each layer. */
    FLEXIBLE
  }

  /** The formats a missing format falls back to, narrowest first. */
  private static final ImmutableMap<String, ImmutableMap<String, Boolean>> WIDER =
      ImmutableMap.of(
          "int4", ImmutableMap.of("int4", true, "int8", true, "int16", true, "fp16", true),
          "int8", ImmutableMap.of("int8", true, "int16", true, "fp16", true),
          "int16", ImmutableMap.of("int16", true, "fp16", true),
          "fp16", ImmutableMap.of("fp16", true));

  /**
   * The format in which {@code format} really runs: itself, or the next wider one that the array
   * has.
   */
  public String runsAs(String format) {
    ImmutableMap<String, Boolean> candidates = WIDER.get(format);
    if (candidates != null) {
      for (String candidate : candidates.keySet()) {
        if (macsPerCycle.containsKey(candidate)) {
          return candidate;
        }
      }
    }
    throw new HardwareException(
        "array.macs_per_cycle: no unit for "
            + format
            + " or wider; it has "
            + macsPerCycle.keySet());
  }

  /** MACs per PE and cycle in {@code format}. */
  public double rate(String format) {
    Double rate = macsPerCycle.get(runsAs(format));
    return rate == null ? 0 : rate;
  }

  /** Peak MACs per cycle of the whole array in {@code format}. */
  public double peakMacsPerCycle(String format) {
    return (double) rows * columns * rate(format);
  }
}
