package dev.npusim.npu.reference;

/**
 * How far a quantity may be off.
 *
 * @param statistic of the errors
 * @param limit the most it may be; 0.1 is 10 %
 * @param reason why this much and no less
 */
public record Bar(Statistic statistic, double limit, String reason) {
  /** One number for all errors. */
  public enum Statistic {
    MEDIAN,
    WORST
  }

  /** Every case equal. */
  public static Bar exact(String reason) {
    return new Bar(Statistic.WORST, 0, reason);
  }

  /** No case further off than {@code limit}. */
  public static Bar worst(double limit, String reason) {
    return new Bar(Statistic.WORST, limit, reason);
  }

  /** Half of the cases no further off than {@code limit}. */
  public static Bar median(double limit, String reason) {
    return new Bar(Statistic.MEDIAN, limit, reason);
  }

  boolean holds(Errors errors) {
    double error = statistic == Statistic.MEDIAN ? errors.median() : errors.worst();
    return error <= limit;
  }
}
