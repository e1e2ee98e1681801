package dev.npusim.npu.hardware;

/**
 * Interpolation by straight lines in log-log coordinates: between two points y = y0 * (x /
 * x0)^slope with slope = ln(y1 / y0) / ln(x1 / x0). Beyond the ends the outermost lines go on. A
 * single power law through all points of an SRAM table errs by up to 42 %; the segments meet every
 * point.
 */
final class LogLog {
  private final double[] x;
  private final double[] y;

  /**
   * @param x at least two points, positive and increasing
   * @param y positive values there
   */
  LogLog(double[] x, double[] y) {
    if (x.length != y.length || x.length < 2) {
      throw new IllegalArgumentException("needs at least two points and one value for each");
    }
    this.x = x.clone();
    this.y = y.clone();
  }

  double at(double wanted) {
    int right = 1;
    while (right < x.length - 1 && x[right] < wanted) {
      right++;
    }
    // A point itself is met exactly, without a trip through logarithms.
    if (x[right] == wanted) {
      return y[right];
    }
    double slope = Math.log(y[right] / y[right - 1]) / Math.log(x[right] / x[right - 1]);
    return y[right - 1] * Math.pow(wanted / x[right - 1], slope);
  }
}
