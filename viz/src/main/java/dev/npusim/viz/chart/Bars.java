package dev.npusim.viz.chart;

import java.awt.Color;
import java.util.List;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** Stacked bars of flat colour. */
final class Bars {
  private final DefaultCategoryDataset data = new DefaultCategoryDataset();
  private final List<String> names;
  private final List<Color> colors;

  Bars(List<String> names, List<Color> colors) {
    this.names = names;
    this.colors = colors;
  }

  /** Adds a bar; labels must differ. */
  void add(String label, double[] parts) {
    for (int part = 0; part < parts.length; part++) {
      data.addValue(parts[part], names.get(part), label);
    }
  }

  CategoryPlot plot(NumberAxis values, PlotOrientation orientation) {
    StackedBarRenderer renderer = new StackedBarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setMaximumBarWidth(0.5);
    for (int part = 0; part < names.size(); part++) {
      renderer.setSeriesPaint(part, colors.get(part));
    }
    CategoryAxis axis = Theme.axis(new CategoryAxis());
    axis.setCategoryMargin(0.25);
    axis.setLowerMargin(0.02);
    axis.setUpperMargin(0.02);
    axis.setMaximumCategoryLabelWidthRatio(0.8f);
    CategoryPlot plot = new CategoryPlot(data, axis, values, renderer);
    plot.setOrientation(orientation);
    plot.setRangeGridlinePaint(Theme.GRID);
    plot.setRangeGridlineStroke(Theme.LINE);
    plot.setFixedLegendItems(Theme.legend(names, colors));
    plot.setAxisOffset(org.jfree.chart.ui.RectangleInsets.ZERO_INSETS);
    return plot;
  }
}
