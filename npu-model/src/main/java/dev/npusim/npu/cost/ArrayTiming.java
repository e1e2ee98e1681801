package dev.npusim.npu.cost;

import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;

/**
 * Cycles of a matrix product M x N x K on an R x C array.
 *
 * <p>With spatial rows Sr, spatial columns Sc and stream T per dataflow (see {@link Dataflow}),
 * folds = ceil(Sr/R) * ceil(Sc/C). A systolic fold takes R + C + T - 2 cycles output-stationary and
 * 2R + C + T - 2 otherwise (R of them load the stationary tile, R + C - 2 are skew), as in
 * SCALE-Sim. With a shadow register the next tile loads while the current one streams and the
 * skewed wave front of one fold follows the last: folds stream back to back at max(T, R) each; the
 * first load can hide behind the instruction before, the last skew behind the one after. A
 * multicast array has no skew.
 *
 * <p>A convolution's reduction is {@code taps} kernel positions of every channel, channel by
 * channel. An array with {@link ArraySpec.ConvolutionRows#CHANNELS} takes the channels of one
 * kernel position at a time: where K lies along the rows, folds of rows are ceil(C/R) for each
 * position instead of ceil(C*taps/R), as in ONNXim. Elsewhere, and for {@code taps} = 1, nothing
 * changes.
 *
 * <p>All methods are pure and allocate nothing; extents in elements, results in cycles.
 */
public final class ArrayTiming {
  private ArrayTiming() {}

  /** {@link #busy(ArraySpec, double, Dataflow, long, long, long, long)} of a plain product. */
  public static long busy(ArraySpec array, double rate, Dataflow dataflow, long m, long n, long k) {
    return busy(array, rate, dataflow, m, n, k, 1);
  }

  /**
   * Cycles during which the array can take no other work.
   *
   * @param taps kernel positions in the reduction k
   */
  public static long busy(
      ArraySpec array, double rate, Dataflow dataflow, long m, long n, long k, long taps) {
    long stream = Math.max(1, Ceil.of(stream(dataflow, m, n, k) / rate));
    long folds = folds(array, dataflow, m, n, k, taps);
    boolean systolic = array.timing() == ArraySpec.Timing.SYSTOLIC;
    long rows = array.rows();
    long skew = systolic ? rows + array.columns() - 2 : 0;
    if (!isStationary(dataflow)) {
      return folds * (skew + stream);
    }
    return array.weightDoubleBuffer()
        ? folds * Math.max(stream, rows)
        : folds * (rows + skew + stream);
  }

  /**
   * Cycles before {@link #busy} that load the first stationary tile and may overlap the work
   * before.
   */
  public static long lead(ArraySpec array, Dataflow dataflow) {
    return isStationary(dataflow) && array.weightDoubleBuffer() ? array.rows() : 0;
  }

  /**
   * Cycles after {@link #busy} until the last result has left the array; may overlap the work
   * after.
   */
  public static long tail(ArraySpec array, Dataflow dataflow) {
    return isStationary(dataflow)
            && array.weightDoubleBuffer()
            && array.timing() == ArraySpec.Timing.SYSTOLIC
        ? array.rows() + array.columns() - 2L
        : 0;
  }

  /**
   * @param taps kernel positions in the reduction k
   */
  public static long folds(ArraySpec array, Dataflow dataflow, long m, long n, long k, long taps) {
    return rowFolds(array, dataflow, m, n, k, taps)
        * Ceil.div(spatialColumns(dataflow, m, n, k), array.columns());
  }

  private static long rowFolds(
      ArraySpec array, Dataflow dataflow, long m, long n, long k, long taps) {
    if (array.convolution() == ArraySpec.ConvolutionRows.IM2COL || !isStationary(dataflow)) {
      return Ceil.div(spatialRows(dataflow, m, n, k), array.rows());
    }
    // A part of the reduction may begin and end inside a channel: some positions have one more.
    long channels = k / taps;
    long longer = k % taps;
    return longer * Ceil.div(channels + 1, array.rows())
        + (taps - longer) * Ceil.div(channels, array.rows());
  }

  /** Elements of the M x K operand that the array reads from SRAM. */
  public static long inputReads(ArraySpec array, Dataflow dataflow, long m, long n, long k) {
    return switch (dataflow) {
      case INPUT_STATIONARY -> m * k;
      case WEIGHT_STATIONARY, OUTPUT_STATIONARY -> m * k * Ceil.div(n, array.columns());
      case OUTPUT_STATIONARY_TRANSPOSED -> m * k * Ceil.div(n, array.rows());
    };
  }

  /** Elements of the K x N operand that the array reads from SRAM. */
  public static long weightReads(ArraySpec array, Dataflow dataflow, long m, long n, long k) {
    return switch (dataflow) {
      case WEIGHT_STATIONARY -> n * k;
      case OUTPUT_STATIONARY -> n * k * Ceil.div(m, array.rows());
      case INPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> n * k * Ceil.div(m, array.columns());
    };
  }

  /**
   * Partial sums that cross the accumulator's port: written once per fold of the reduction, and
   * read back before each but the first of the whole reduction.
   *
   * @param taps kernel positions in the reduction k
   * @param first whether these are the first partial sums of their outputs
   */
  public static long partialSums(
      ArraySpec array, Dataflow dataflow, long m, long n, long k, long taps, boolean first) {
    long passes = isStationary(dataflow) ? rowFolds(array, dataflow, m, n, k, taps) : 1;
    return m * n * (2 * passes - (first ? 1 : 0));
  }

  private static boolean isStationary(Dataflow dataflow) {
    return dataflow == Dataflow.WEIGHT_STATIONARY || dataflow == Dataflow.INPUT_STATIONARY;
  }

  private static long spatialRows(Dataflow dataflow, long m, long n, long k) {
    return switch (dataflow) {
      case WEIGHT_STATIONARY, INPUT_STATIONARY -> k;
      case OUTPUT_STATIONARY -> m;
      case OUTPUT_STATIONARY_TRANSPOSED -> n;
    };
  }

  private static long spatialColumns(Dataflow dataflow, long m, long n, long k) {
    return switch (dataflow) {
      case WEIGHT_STATIONARY, OUTPUT_STATIONARY -> n;
      case INPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> m;
    };
  }

  private static long stream(Dataflow dataflow, long m, long n, long k) {
    return switch (dataflow) {
      case WEIGHT_STATIONARY -> m;
      case INPUT_STATIONARY -> n;
      case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> k;
    };
  }
}
