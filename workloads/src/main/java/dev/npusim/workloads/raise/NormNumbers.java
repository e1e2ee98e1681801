package dev.npusim.workloads.raise;

import dev.npusim.workloads.logical.Contents;
import dev.npusim.workloads.logical.Literal;
import org.jspecify.annotations.Nullable;

/**
 * A batch norm with fixed statistics as one factor and one addend per channel: {@code scale /
 * sqrt(variance + epsilon)} and {@code shift - mean * factor}.
 */
record NormNumbers(Literal scale, Literal shift, Literal mean, Literal variance, double epsilon) {

  private double @Nullable [] factors() {
    double[] scales = scale.numbers();
    double[] variances = variance.numbers();
    if (scales == null || variances == null) {
      return null;
    }
    double[] factors = new double[scales.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = scales[i] / Math.sqrt(variances[i] + epsilon);
    }
    return factors;
  }

  /** The weight behind which the norm stands, its rows multiplied. */
  Literal scaled(Literal weight) {
    return Literal.of(
        weight.origin(), weight.dims(), weight.dataType(), new ScaledRows(weight, this));
  }

  /**
   * The bias after the norm; takes the place of {@code bias}, or where there is none, of the shift.
   */
  Literal shifted(@Nullable Literal bias) {
    Literal stands = bias == null ? shift : bias;
    return Literal.of(
        stands.origin(), stands.dims(), shift.dataType(), new ShiftedBias(bias, this));
  }

  /** Equal where the same is made of the same. */
  private record ScaledRows(Literal weight, NormNumbers norm) implements Contents {
    /** Each factor holds for as many numbers in a row as there are per channel. */
    @Override
    public double @Nullable [] read() {
      double[] numbers = weight.numbers();
      double[] factors = norm.factors();
      if (numbers == null || factors == null) {
        return null;
      }
      int perChannel = numbers.length / factors.length;
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] *= factors[i / perChannel];
      }
      return numbers;
    }
  }

  private record ShiftedBias(@Nullable Literal bias, NormNumbers norm) implements Contents {
    @Override
    public double @Nullable [] read() {
      double[] factors = norm.factors();
      double[] shifts = norm.shift.numbers();
      double[] means = norm.mean.numbers();
      double[] before = bias == null ? null : bias.numbers();
      if (factors == null || shifts == null || means == null || (bias != null && before == null)) {
        return null;
      }
      for (int i = 0; i < shifts.length; i++) {
        shifts[i] += ((before == null ? 0 : before[i]) - means[i]) * factors[i];
      }
      return shifts;
    }
  }
}
