package dev.npusim.npu.cost;

/** Rounding up. */
public final class Ceil {
  private Ceil() {}

  static long div(long a, long b) {
    return (a + b - 1) / b;
  }

  static long div(long a, double b) {
    return of(a / b);
  }

  /** As {@link Math#ceil}, for which the quick compiler has no instruction. */
  public static long of(double exact) {
    long whole = (long) exact;
    return whole < exact && whole < Long.MAX_VALUE ? whole + 1 : whole;
  }
}
