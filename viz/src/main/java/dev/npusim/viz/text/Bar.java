package dev.npusim.viz.text;

/** A horizontal bar of characters, exact to an eighth of one. */
public final class Bar {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private Bar() {}

  /**
   * At most {@code width} characters; what is not zero shows at least the thinnest mark.
   *
   * @param share of the width, 0 to 1
   */
  public static String of(double share, int width) {
    int eighths = (int) Math.round(share * width * 8);
    if (share > 0) {
      eighths = Math.max(1, eighths);
    }
    int rest = eighths % 8;
    return "█".repeat(eighths / 8) + (rest == 0 ? "" : EIGHTHS.charAt(rest));
  }
}
