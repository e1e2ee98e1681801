package dev.npusim.npu.reference;

import java.util.Arrays;

/**
 * A sample of errors in three numbers; none is negative.
 *
 * @param median the middle one, or the mean of the two middle ones
 * @param p90 the smallest error that at least 90 % of the sample do not exceed (nearest rank)
 * @param worst the largest
 */
public record Errors(double median, double p90, double worst) {
  /**
   * @param errors not empty; not changed
   */
  public static Errors of(double[] errors) {
    if (errors.length == 0) {
      throw new IllegalArgumentException("no errors, so no median");
    }
    double[] sorted = errors.clone();
    Arrays.sort(sorted);
    int size = sorted.length;
    double median =
        size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
    // In whole numbers: 0.9 * 10 would round to a rank too high.
    int rank = (9 * size + 9) / 10;
    return new Errors(median, sorted[rank - 1], sorted[size - 1]);
  }
}
