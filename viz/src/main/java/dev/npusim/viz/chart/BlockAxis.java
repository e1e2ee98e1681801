package dev.npusim.viz.chart;

import dev.npusim.viz.report.Blocks;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
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
 * the block is wide enough, turned where it is not, left out where they would touch.
 */
final class BlockAxis extends NumberAxis {
  private static final long serialVersionUID = 1L;
  private static final double HEIGHT = 140;
  private static final double GAP = 6;

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

  /** Blocks over the indices of layers. */
  static List<Band> byIndex(List<Blocks.Run> runs) {
    return runs.stream()
        .map(run -> new Band(Blocks.label(run.name()), run.begin(), run.end()))
        .toList();
  }

  /** Shades every other block of a plot. */
  void shade(XYPlot plot) {
    for (int i = 0; i < bands.size(); i += 2) {
      Band band = bands.get(i);
      IntervalMarker marker = new IntervalMarker(band.begin(), band.end(), Theme.BAND);
      marker.setAlpha(1f);
      plot.addDomainMarker(marker, Layer.BACKGROUND);
    }
  }

  /** Reserves room for turned labels. */
  void reserve(XYPlot plot) {
    AxisSpace space = new AxisSpace();
    space.setBottom(HEIGHT);
    plot.setFixedDomainAxisSpace(space);
  }

  @Override
  public List<ValueTick> refreshTicks(
      Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
    FontMetrics metrics = g.getFontMetrics(getTickLabelFont());
    double height = metrics.getHeight();
    List<ValueTick> ticks = new ArrayList<>();
    double free = Double.NEGATIVE_INFINITY;
    for (Band band : bands) {
      double begin = valueToJava2D(band.begin(), area, edge);
      double end = valueToJava2D(band.end(), area, edge);
      double width = metrics.stringWidth(band.label());
      double middle = (begin + end) / 2;
      boolean upright = width + GAP <= end - begin;
      double half = (upright ? width : height) / 2;
      if (middle - half < free || band.label().isEmpty() || !(upright || turned)) {
        continue;
      }
      free = middle + half;
      double at = (band.begin() + band.end()) / 2;
      ticks.add(
          upright
              ? new NumberTick(
                  at,
                  band.label(),
                  edge == RectangleEdge.TOP ? TextAnchor.BOTTOM_CENTER : TextAnchor.TOP_CENTER,
                  TextAnchor.CENTER,
                  0)
              : new NumberTick(
                  at,
                  band.label(),
                  TextAnchor.CENTER_RIGHT,
                  TextAnchor.CENTER_RIGHT,
                  -Math.PI / 2));
    }
    return ticks;
  }
}
