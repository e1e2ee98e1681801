package dev.npusim.viz.chart;

import dev.npusim.viz.sweep.Scale;
import dev.npusim.viz.sweep.Surface;
import dev.npusim.viz.text.Text;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A measure over two keys as cells with numbers: the darker, the more, on a logarithmic scale. One
 * hue from light to dark, so that any colour vision and a grey printer keep the order. Drawn by
 * hand: chart libraries have no cells with names on both axes.
 */
final class HeatMap {
  /** From least to most. */
  private static final List<Color> COLORS =
      List.of(new Color(0xF2F7FB), new Color(0x9CCAE8), new Color(0x3A86BF), new Color(0x08305A));

  private static final Color NOTHING = new Color(0xE4E4E4);
  private static final int LEAST_WITH_TEXT = 44;
  private static final BasicStroke FRAME = new BasicStroke(3.5f);

  private final Surface surface;
  private final Scale scale;
  private final double least;
  private final double most;

  /**
   * @param least of the colours, which other maps may share
   */
  HeatMap(Surface surface, Scale scale, double least, double most) {
    this.surface = surface;
    this.scale = scale;
    this.least = least;
    this.most = most;
  }

  /** What the axes say. */
  record Names(String title, String x, List<String> xs, String y, List<String> ys) {}

  void draw(Graphics2D g, Rectangle2D area, Names names, Font font) {
    g.setFont(font);
    FontMetrics metrics = g.getFontMetrics();
    int line = metrics.getHeight();
    int widest = names.ys().stream().mapToInt(metrics::stringWidth).max().orElse(0);
    double left = area.getX() + line + 10 + Math.min(widest, area.getWidth() / 4);
    double top = area.getY() + (names.title().isEmpty() ? 0 : line + 8);
    double bottom = area.getMaxY() - 2 * line - 8;
    int rows = surface.values().length;
    int columns = surface.values()[0].length;
    double width = (area.getMaxX() - left) / columns;
    double height = (bottom - top) / rows;
    g.setPaint(Theme.INK);
    if (!names.title().isEmpty()) {
      g.setFont(font.deriveFont(Font.BOLD));
      g.drawString(
          fit(g.getFontMetrics(), names.title(), area.getMaxX() - left),
          (float) left,
          (float) (area.getY() + metrics.getAscent()));
      g.setFont(font);
    }
    for (int row = 0; row < rows; row++) {
      // The first value at the bottom, as on any axis.
      double y = bottom - (row + 1) * height;
      for (int column = 0; column < columns; column++) {
        cell(g, new Rectangle2D.Double(left + column * width, y, width, height), row, column);
      }
      String label = fit(metrics, names.ys().get(row), area.getWidth() / 4);
      g.setPaint(Theme.INK);
      g.drawString(
          label,
          (float) (left - 8 - metrics.stringWidth(label)),
          (float) (y + height / 2 + metrics.getAscent() / 2.4));
    }
    best(g, left, bottom, width, height);
    g.setPaint(Theme.INK);
    int every = 1;
    int label = names.xs().stream().mapToInt(metrics::stringWidth).max().orElse(0) + 8;
    while (every * width < label && every < columns) {
      every++;
    }
    for (int column = 0; column < columns; column += every) {
      center(
          g,
          names.xs().get(column),
          left + (column + 0.5) * width,
          bottom + metrics.getAscent() + 5);
    }
    center(g, names.x(), (left + area.getMaxX()) / 2, bottom + line + metrics.getAscent() + 6);
    upright(g, names.y(), area.getX() + metrics.getAscent(), (top + bottom) / 2);
  }

  private void cell(Graphics2D g, Rectangle2D cell, int row, int column) {
    double value = surface.values()[row][column];
    boolean known = !Double.isNaN(value);
    Color color = known ? color(value) : NOTHING;
    g.setPaint(color);
    g.fill(cell);
    g.setPaint(Color.WHITE);
    g.setStroke(Theme.LINE);
    g.draw(cell);
    FontMetrics metrics = g.getFontMetrics();
    String text = known ? scale.digits(value) : "-";
    if (cell.getWidth() >= Math.min(LEAST_WITH_TEXT, metrics.stringWidth(text) + 4)
        && metrics.stringWidth(text) + 2 <= cell.getWidth()
        && cell.getHeight() >= metrics.getAscent() + 2) {
      g.setPaint(isDark(color) ? Color.WHITE : Theme.INK);
      center(g, text, cell.getCenterX(), cell.getCenterY() + metrics.getAscent() / 2.4);
    }
  }

  /** A frame around the first of the least. */
  private void best(Graphics2D g, double left, double bottom, double width, double height) {
    for (int row = 0; row < surface.values().length; row++) {
      for (int column = 0; column < surface.values()[row].length; column++) {
        if (surface.values()[row][column] == least) {
          g.setPaint(Palette.VERMILLION);
          g.setStroke(FRAME);
          g.draw(
              new Rectangle2D.Double(
                  left + column * width + 1.5,
                  bottom - (row + 1) * height + 1.5,
                  width - 3,
                  height - 3));
          return;
        }
      }
    }
  }

  /** The colours with their values, in a column. */
  void legend(Graphics2D g, Rectangle2D area, Font font) {
    int steps = 100;
    for (int i = 0; i < steps; i++) {
      double value = least * Math.pow(most / least, (i + 0.5) / steps);
      g.setPaint(color(value));
      double height = area.getHeight() / steps;
      g.fill(
          new Rectangle2D.Double(
              area.getX(), area.getMaxY() - (i + 1) * height, area.getWidth(), height + 0.5));
    }
    g.setPaint(Theme.INK);
    g.setStroke(Theme.LINE);
    g.draw(area);
    g.setFont(font);
    int ticks = 4;
    for (int i = 0; i <= ticks; i++) {
      double value = least * Math.pow(most / least, (double) i / ticks);
      double y = area.getMaxY() - area.getHeight() * i / ticks;
      g.drawString(
          scale.digits(value),
          (float) area.getMaxX() + 8,
          (float) (y + g.getFontMetrics().getAscent() / 2.4));
    }
  }

  private Color color(double value) {
    double at = most > least ? Math.log(value / least) / Math.log(most / least) : 0;
    double place = Math.max(0, Math.min(1, at)) * (COLORS.size() - 1);
    int below = Math.min((int) place, COLORS.size() - 2);
    return mix(COLORS.get(below), COLORS.get(below + 1), place - below);
  }

  private static Color mix(Color a, Color b, double share) {
    return new Color(
        (int) Math.round(a.getRed() + share * (b.getRed() - a.getRed())),
        (int) Math.round(a.getGreen() + share * (b.getGreen() - a.getGreen())),
        (int) Math.round(a.getBlue() + share * (b.getBlue() - a.getBlue())));
  }

  private static boolean isDark(Color color) {
    return 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue() < 140;
  }

  private static String fit(FontMetrics metrics, String text, double width) {
    int most = text.length();
    while (most > 4 && metrics.stringWidth(Text.truncate(text, most)) > width) {
      most--;
    }
    return Text.truncate(text, most);
  }

  private static void center(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }

  private static void upright(Graphics2D g, String text, double x, double y) {
    AffineTransform before = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    center(g, text, x, y);
    g.setTransform(before);
  }
}
