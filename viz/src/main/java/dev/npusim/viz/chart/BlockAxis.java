package dev.npusim.viz.chart;

import dev.npusim.viz.report.Blocks;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * An axis along the model whose labels are its blocks: written under their middle, upright where
 * the block is wide enough, turned where it is not, moved a little where they would touch, and left
 * out where that is not enough.
 */
final class BlockAxis extends NumberAxis {
  private static final long serialVersionUID = 1L;
  private static final double GAP = 6;

  /** Of labels along the axis, and of the longest turned ones. */
  private static final double LEAST_HEIGHT = 36;

  private static final double MOST_HEIGHT = 260;

  /** How far labels may reach over the ends of the axis. */
  private static final double MARGIN = 12;

  /** How far a label may move from its block where others are in its way. */
  private static final double MOST_SHIFT = 70;

  /** Of a plot, about: what decides how much room labels need. */
  private static final double PLOT_WIDTH = 1400;

  private static final FontRenderContext SCREEN = new FontRenderContext(null, true, true);

  private final transient List<Band> bands;
  private boolean turned = true;

  /** A block's place on the axis. */
  record Band(String label, double begin, double end) {}

  BlockAxis(List<Band> bands, double end) {
    super(null);
    this.bands = bands;
    Theme.axis(this);
    setRange(0, Math.max(end, Double.MIN_NORMAL));
    setTickMarksVisible(false);
  }

  /** Leaves out labels that are wider than their block. */
  void uprightOnly() {
    turned = false;
  }

  /**
   * Blocks over the indices of layers. Of numbered ones in a row, such as the layers of a decoder,
   * the first has its name and the others their numbers.
   */
  static List<Band> byIndex(List<Blocks.Run> runs) {
    List<Band> bands = new ArrayList<>();
    String before = "";
    for (Blocks.Run run : runs) {
      String prefix = run.name().replaceAll("\\d+$", "");
      boolean goesOn = prefix.endsWith(".") && prefix.equals(before) && runs.size() > 16;
      String name = goesOn ? run.name().substring(prefix.length()) : run.name();
      bands.add(new Band(Blocks.label(name), run.begin(), run.end()));
      before = prefix;
    }
    return bands;
  }

  /** Shades every other block of a plot. */
  void shade(XYPlot plot) {
    for (int i = 0; i < bands.size(); i += 2) {
      Band band = bands.get(i);
      IntervalMarker marker = new IntervalMarker(band.begin(), band.end(), Theme.BAND);
      marker.setAlpha(Theme.BAND_ALPHA);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
  }

  /** Reserves room for labels, for turned ones as much as the longest needs. */
  void reserve(XYPlot plot) {
    double height = LEAST_HEIGHT;
    for (Band band : bands) {
      double width = getTickLabelFont().getStringBounds(band.label(), SCREEN).getWidth();
      double room = (band.end() - band.begin()) / getRange().getLength() * PLOT_WIDTH;
      if (turned && width + GAP > room) {
        height = Math.max(height, Math.min(MOST_HEIGHT, width + 3 * GAP));
      }
    }
    AxisSpace space = new AxisSpace();
    space.setBottom(height);
    plot.setFixedDomainAxisSpace(space);
  }

  /** A label: where its middle is to be and how far it reaches to both sides, in pixels. */
  private record Label(Band band, boolean upright, double wanted, double half, double at) {
    Label moved(double to) {
      return new Label(band, upright, wanted, half, to);
    }
  }

  @Override
  public List<ValueTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    List<Label> labels = labels(g, area, edge);
    // From the right edge back: labels that were moved over it give way to the left.
    double free = area.getMaxX() + MARGIN;
    for (int i = labels.size() - 1; i >= 0; i--) {
      Label label = labels.get(i);
      labels.set(i, label.moved(Math.min(label.at(), free - label.half())));
      free = labels.get(i).at() - label.half();
    }
    List<ValueTick> ticks = new ArrayList<>();
    for (Label label : labels) {
      if (Math.abs(label.at() - label.wanted()) <= MOST_SHIFT) {
        ticks.add(tick(label, java2DToValue(label.at(), area, edge), edge));
      }
    }
    return ticks;
  }

  /** From left to right, turned ones behind those before; upright ones only where they fit. */
  private List<Label> labels(Graphics2D g, Rectangle2D area, RectangleEdge edge) {
    FontMetrics metrics = g.getFontMetrics(getTickLabelFont());
    List<Label> labels = new ArrayList<>();
    double free = area.getMinX() - MARGIN;
    for (Band band : bands) {
      double begin = valueToJava2D(band.begin(), area, edge);
      double end = valueToJava2D(band.end(), area, edge);
      double width = metrics.stringWidth(band.label());
      boolean upright = width + GAP <= end - begin;
      if (band.label().isEmpty() || !(upright || turned)) {
        continue;
      }
      double middle = (begin + end) / 2;
      double half = (upright ? width : metrics.getHeight()) / 2;
      double at = Math.max(middle, free + half);
      if (at - middle <= (upright ? Math.max(0, (end - begin - width) / 2) : MOST_SHIFT)) {
        labels.add(new Label(band, upright, middle, half, at));
        free = at + half;
      }
    }
    return labels;
  }

  private static NumberTick tick(Label label, double at, RectangleEdge edge) {
    String text = label.band().label();
    if (!label.upright()) {
      TextAnchor anchor = TextAnchor.CENTER_RIGHT;
      return new NumberTick(at, text, anchor, anchor, -Math.PI / 2);
    }
    TextAnchor anchor =
        edge == RectangleEdge.TOP ? TextAnchor.BOTTOM_CENTER : TextAnchor.TOP_CENTER;
    return new NumberTick(at, text, anchor, TextAnchor.CENTER, 0);
  }
}
