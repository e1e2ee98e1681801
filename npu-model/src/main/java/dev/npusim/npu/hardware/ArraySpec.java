package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Sparsity;

/**
 * The MAC array.
 *
 * @param convolution what of a convolution's reduction lies along the rows
 * @param weightDoubleBuffer a shadow register per PE: the next stationary tile loads while the
 *     current one is used
 * @param macsPerCycle MACs per PE and cycle by number format, see {@link #FORMATS}; a format that
 *     is absent runs as the next wider one, see {@link #runsAs}
 * @param sparsity the structure of weights whose zeros the array skips; dense: none
 * @param zeroGating whether a MAC whose activation is zero spends no energy
 */
public record ArraySpec(
    int rows,
    int columns,
    Timing timing,
    DataflowPolicy dataflow,
    ConvolutionRows convolution,
    boolean weightDoubleBuffer,
    ImmutableMap<String, Double> macsPerCycle,
    Sparsity sparsity,
    boolean zeroGating) {

  /**
   * An array that multiplies every zero, and spreads the whole reduction of a convolution over its
   * rows.
   */
  public ArraySpec(
      int rows,
      int columns,
      Timing timing,
      DataflowPolicy dataflow,
      boolean weightDoubleBuffer,
      ImmutableMap<String, Double> macsPerCycle) {
    this(rows, columns, timing, dataflow, ConvolutionRows.IM2COL, weightDoubleBuffer, macsPerCycle);
  }

  /** An array that multiplies every zero. */
  public ArraySpec(
      int rows,
      int columns,
      Timing timing,
      DataflowPolicy dataflow,
      ConvolutionRows convolution,
      boolean weightDoubleBuffer,
      ImmutableMap<String, Double> macsPerCycle) {
    this(
        rows,
        columns,
        timing,
        dataflow,
        convolution,
        weightDoubleBuffer,
        macsPerCycle,
        Sparsity.DENSE,
        false);
  }

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

  /** What of a convolution's reduction lies along the rows where weights or inputs stay. */
  public enum ConvolutionRows {
    /** All of it, channels and kernel positions: the matrix product of im2col. */
    IM2COL,
    /** Input channels; kernel positions follow each other in time. */
    CHANNELS
  }

  /** The number formats a MAC can have: integers, then floating point, the narrowest first. */
  public static final ImmutableList<String> FORMATS =
      ImmutableList.of("int4", "int8", "int16", "fp8", "fp16", "bf16");

  /**
   * Formats of MACs whose weight has fewer bits than the activation. Without a unit of its own such
   * a MAC runs in the activation's format, on weights that were widened before.
   */
  public static final ImmutableList<String> MIXED_FORMATS =
      ImmutableList.of(
          "int4xint8",
          "int4xint16",
          "int8xint16",
          "int4xfp8",
          "int4xfp16",
          "int8xfp16",
          "int4xbf16",
          "int8xbf16");

  /** All of both. */
  public static final ImmutableList<String> ALL_FORMATS =
      ImmutableList.<String>builder().addAll(FORMATS).addAll(MIXED_FORMATS).build();

  /**
   * What can stand in for a format, the nearest first. Integers of 8 bits are exact in either
   * 16-bit float; those of 16 bits are rounded in fp16; fp16 and bf16 differ in range and digits.
   */
  private static final ImmutableMap<String, ImmutableList<String>> STAND_INS =
      ImmutableMap.of(
          "int4", ImmutableList.of("int4", "int8", "int16", "fp16", "bf16"),
          "int8", ImmutableList.of("int8", "int16", "fp16", "bf16"),
          "int16", ImmutableList.of("int16", "fp16"),
          "fp8", ImmutableList.of("fp8", "fp16", "bf16"),
          "fp16", ImmutableList.of("fp16", "bf16"),
          "bf16", ImmutableList.of("bf16", "fp16"));

  /**
   * The format in which {@code format} really runs: itself, or the next wider one that the array
   * has.
   *
   * @throws HardwareException if the array has neither
   */
  public String runsAs(String format) {
    ImmutableList<String> standIns = standIns(format);
    for (String candidate : standIns) {
      if (macsPerCycle.containsKey(candidate)) {
        return candidate;
      }
    }
    throw new HardwareException(
        "array.macs_per_cycle: no unit runs "
            + format
            + "; it has "
            + String.join(", ", macsPerCycle.keySet())
            + ", and one of "
            + String.join(", ", standIns)
            + " is needed: add a rate for it or choose another --precision");
  }

  private static ImmutableList<String> standIns(String format) {
    ImmutableList<String> standIns = STAND_INS.get(format);
    if (standIns != null) {
      return standIns;
    }
    return MIXED_FORMATS.contains(format)
        ? ImmutableList.<String>builder()
            .add(format)
            .addAll(standIns(format.substring(format.indexOf('x') + 1)))
            .build()
        : ImmutableList.of();
  }

  /** Whether a MAC in {@code format} can run at all, in this format or a wider one. */
  public boolean canRun(String format) {
    return standIns(format).stream().anyMatch(macsPerCycle::containsKey);
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
