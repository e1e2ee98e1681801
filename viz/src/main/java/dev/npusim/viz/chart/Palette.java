package dev.npusim.viz.chart;

import java.awt.Color;
import java.util.List;

/**
 * Colours that people with any colour vision tell apart (Okabe and Ito, "Color Universal Design",
 * 2008), with one meaning each throughout a report. Neighbours in a stack differ in lightness too.
 */
public final class Palette {
  public static final Color ORANGE = new Color(0xE69F00);
  public static final Color SKY = new Color(0x56B4E9);
  public static final Color GREEN = new Color(0x009E73);
  public static final Color YELLOW = new Color(0xF0E442);
  public static final Color BLUE = new Color(0x0072B2);
  public static final Color VERMILLION = new Color(0xD55E00);
  public static final Color PURPLE = new Color(0xCC79A7);
  public static final Color GREY = new Color(0x999999);

  /** By {@code Residency.Use} ordinal: weights, activations, skips, workspace. */
  public static final List<Color> USES = List.of(BLUE, SKY, VERMILLION, YELLOW);

  /** By position in {@code CycleSplit.parts()}. */
  public static final List<Color> CYCLES =
      List.of(GREEN, YELLOW, SKY, PURPLE, VERMILLION, ORANGE, GREY);

  /** By {@code LayerActivity.Bound} ordinal, as in {@link #CYCLES}; their points differ in form. */
  public static final List<Color> BOUNDS = List.of(GREEN, VERMILLION, PURPLE, ORANGE, GREY);

  /** MAC, vector, accumulator, SRAM, DRAM, static. */
  public static final List<Color> ENERGY = List.of(GREEN, ORANGE, YELLOW, PURPLE, VERMILLION, GREY);

  /** Kept, spilled, recomputed, fused. */
  public static final List<Color> DECISIONS = List.of(BLUE, VERMILLION, YELLOW, GREEN);

  /** By {@code LayerKind} ordinal. */
  public static final List<Color> KINDS = List.of(BLUE, ORANGE, GREEN, GREY);

  /** Parked skips, other live activations, parameters: as in {@link #USES}. */
  public static final List<Color> MEMORY = List.of(VERMILLION, SKY, BLUE);

  /** By {@code Fusion} ordinal; their lines differ in width too. */
  public static final List<Color> FUSIONS = List.of(PURPLE, GREEN, new Color(0x222222));

  private Palette() {}

  /** As CSS writes it. */
  public static String css(Color color) {
    return String.format("#%06X", color.getRGB() & 0xFFFFFF);
  }
}
