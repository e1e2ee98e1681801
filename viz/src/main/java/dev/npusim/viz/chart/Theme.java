package dev.npusim.viz.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.axis.Axis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** How every chart looks: white ground, few lines, letters that can be read on a slide. */
final class Theme {
  static final Color INK = new Color(0x222222);
  static final Color GRID = new Color(0xD0D0D0);

  /** Behind labels. */
  static final Color PANEL = new Color(0xF0F0F0);

  static final Color BAND = Color.BLACK;

  /** Of {@link #BAND}: grid lines show through. */
  static final float BAND_ALPHA = 0.06f;

  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 26);
  static final Font SUBTITLE = new Font(Font.SANS_SERIF, Font.PLAIN, 18);
  static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 19);
  static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 17);
  static final BasicStroke LINE = new BasicStroke(1f);

  private Theme() {}

  /** Title, subtitle and legend around a plot. */
  static JFreeChart chart(String title, String subtitle, Plot plot, boolean legend) {
    JFreeChart chart = new JFreeChart(null, TITLE, plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(new RectangleInsets(14, 18, 10, 24));
    if (!title.isEmpty()) {
      chart.addSubtitle(text(title, TITLE, 4));
    }
    if (!subtitle.isEmpty()) {
      chart.addSubtitle(text(subtitle, SUBTITLE, 10));
    }
    if (legend) {
      LegendTitle items = new LegendTitle(plot);
      items.setItemFont(TICK);
      items.setItemPaint(INK);
      items.setFrame(BlockBorder.NONE);
      items.setBackgroundPaint(Color.WHITE);
      items.setPosition(RectangleEdge.TOP);
      items.setHorizontalAlignment(HorizontalAlignment.LEFT);
      items.setItemLabelPadding(new RectangleInsets(2, 4, 2, 18));
      chart.addSubtitle(items);
    }
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setNoDataMessageFont(LABEL);
    plot.setInsets(new RectangleInsets(6, 0, 0, 0));
    return chart;
  }

  /** What the horizontal axis is, below it. */
  static void below(JFreeChart chart, String words) {
    TextTitle title = text(words, LABEL, 0);
    title.setHorizontalAlignment(HorizontalAlignment.CENTER);
    title.setPosition(RectangleEdge.BOTTOM);
    chart.addSubtitle(title);
  }

  private static TextTitle text(String words, Font font, int below) {
    TextTitle title = new TextTitle(words, font);
    title.setPaint(INK);
    title.setHorizontalAlignment(HorizontalAlignment.LEFT);
    title.setPadding(0, 0, below, 0);
    return title;
  }

  static <A extends Axis> A axis(A axis) {
    axis.setLabelFont(LABEL);
    axis.setLabelPaint(INK);
    axis.setTickLabelFont(TICK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
    axis.setTickMarkPaint(INK);
    return axis;
  }

  /** Horizontal lines only, and no space between the axes and the data. */
  static void grid(XYPlot plot) {
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(LINE);
    plot.setDomainGridlinesVisible(false);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setOutlineVisible(false);
  }

  static LegendItemCollection legend(List<String> names, List<Color> colors) {
    LegendItemCollection items = new LegendItemCollection();
    for (int i = 0; i < names.size(); i++) {
      items.add(
          new LegendItem(
              names.get(i), null, null, null, new Rectangle(-8, -8, 16, 16), colors.get(i)));
    }
    return items;
  }
}
