package dev.npusim.viz.chart;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.sweep.Scale;
import dev.npusim.viz.sweep.Surface;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.text.Text;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A metric over two keys of a sweep, once per value of a third where there is one. */
final class SweepHeatPicture {
  private static final int MOST_PANELS = 12;
  private static final double MARGIN = 24;
  private static final double HEAD = 92;
  private static final double LEGEND = 120;

  private final SweepReport report;
  private final Metric metric;
  private final int x;
  private final int y;
  private final int third;
  private final List<Surface> panels = new ArrayList<>();

  private SweepHeatPicture(SweepReport report, Metric metric) {
    this.report = report;
    this.metric = metric;
    List<Integer> order = new ArrayList<>(report.varied());
    // The longest axis lies down; the sort keeps the order of equals.
    order.sort(Comparator.comparingInt(key -> -key(key).values().size()));
    Integer models = report.result().grid().indexOf(SweepKey.MODEL);
    if (order.size() > 2 && order.remove(models)) {
      // Figures of different models are never put into one cell.
      order.add(2, models);
    }
    this.x = order.get(0);
    this.y = order.get(1);
    this.third = order.size() > 2 ? order.get(2) : -1;
    int count = third < 0 ? 1 : Math.min(MOST_PANELS, key(third).values().size());
    for (int i = 0; i < count; i++) {
      panels.add(Surface.of(report.result(), metric, x, y, third, i));
    }
  }

  /**
   * @param report of a sweep with two varied keys at least and a point with figures
   */
  static Picture of(SweepReport report, Metric metric) {
    SweepHeatPicture picture = new SweepHeatPicture(report, metric);
    return new Picture("heat_" + metric.word(), picture.title(), picture::draw);
  }

  private SweepKey key(int place) {
    return report.result().grid().keys().get(place);
  }

  private String title() {
    return Figures.name(metric)
        + " over "
        + key(x).name()
        + " and "
        + key(y).name()
        + (third < 0 ? "" : ", by " + key(third).name());
  }

  private String subtitle(Scale scale) {
    StringBuilder text = new StringBuilder(Text.truncate(report.title(), 80));
    text.append(": ").append(scale.label()).append(", framed where it is least");
    if (report.varied().size() > 3) {
      text.append("; each cell the least over the other keys");
    }
    if (third >= 0 && key(third).values().size() > panels.size()) {
      text.append("; the first ").append(panels.size()).append(" values");
    }
    return text.toString();
  }

  private void draw(Graphics2D g, Rectangle2D area) {
    double least = panels.stream().mapToDouble(Surface::least).min().orElse(1);
    double most = panels.stream().mapToDouble(Surface::most).max().orElse(1);
    Scale scale = Scale.of(metric, most);
    g.setPaint(Theme.INK);
    g.setFont(Theme.TITLE);
    String title = title();
    g.drawString(
        title.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + title.substring(1),
        (float) (area.getX() + MARGIN),
        (float) area.getY() + 42);
    g.setFont(Theme.SUBTITLE);
    g.drawString(subtitle(scale), (float) (area.getX() + MARGIN), (float) area.getY() + 72);
    int columns = (int) Math.ceil(Math.sqrt(panels.size()));
    int rows = (panels.size() + columns - 1) / columns;
    double width = (area.getWidth() - 2 * MARGIN - LEGEND) / columns;
    double height = (area.getHeight() - HEAD - MARGIN) / rows;
    Font font = panels.size() > 4 ? Theme.TICK.deriveFont(13f) : Theme.TICK;
    for (int i = 0; i < panels.size(); i++) {
      int row = i / columns;
      Rectangle2D panel =
          new Rectangle2D.Double(
              area.getX() + MARGIN + i % columns * width,
              area.getY() + HEAD + row * height,
              width - 16,
              height - 8);
      new HeatMap(panels.get(i), scale, least, most).draw(g, panel, names(i), font);
    }
    new HeatMap(panels.get(0), scale, least, most)
        .legend(
            g,
            new Rectangle2D.Double(
                area.getMaxX() - LEGEND, area.getY() + HEAD + 40, 26, area.getHeight() * 0.6),
            Theme.TICK);
    g.drawString(scale.unit(), (float) (area.getMaxX() - LEGEND), (float) area.getY() + 112);
  }

  private HeatMap.Names names(int panel) {
    return new HeatMap.Names(
        third < 0 ? "" : key(third).name() + " = " + key(third).values().get(panel),
        key(x).name(),
        key(x).values(),
        key(y).name(),
        key(y).values());
  }
}
