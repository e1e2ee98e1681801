package dev.npusim.mapper.nest.count;

/**
 * The larger and the smaller of two numbers that are not NaN, zeros of either sign alike: a
 * comparison, where {@link Math} has the quick compiler make a call that tells those apart, too.
 * Pricing and bounding ask dozens of times per mapping.
 */
public final class Real {
  private Real() {}

  public static double max(double a, double b) {
    return a > b ? a : b;
  }

  public static double min(double a, double b) {
    return a < b ? a : b;
  }

  public static long max(long a, long b) {
    return a > b ? a : b;
  }

  public static long min(long a, long b) {
    return a < b ? a : b;
  }

  public static int max(int a, int b) {
    return a > b ? a : b;
  }

  public static int min(int a, int b) {
    return a < b ? a : b;
  }
}
