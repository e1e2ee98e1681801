package dev.npusim.npu.cost;

/** Rounding up. */
final class Ceil {
  private Ceil() {}

  static long div(long a, long b) {
    return (a + b - 1) / b;
  }

  static long div(long a, double b) {
    return (long) Math.ceil(a / b);
  }
}
