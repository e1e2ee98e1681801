package dev.npusim.viz.chart;

import dev.npusim.viz.compare.ComparedRun;
import dev.npusim.viz.compare.RunComparison;
import dev.npusim.viz.text.Text;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Bars to both sides of zero, one per run but the first in each group; each says its run and its
 * value, so that colour is not needed to tell them apart.
 */
final class RunBars {
  private final DefaultCategoryDataset data = new DefaultCategoryDataset();
  private final List<List<String>> labels = new ArrayList<>();
  private final List<ComparedRun> runs;
  private double least;
  private double most;

  RunBars(RunComparison comparison, ComparedBars bars) {
    this.runs = comparison.runs().subList(1, comparison.runs().size());
    runs.forEach(run -> labels.add(new ArrayList<>()));
    for (ComparedBars.Group group : bars.groups()) {
      for (int run = 0; run < runs.size(); run++) {
        ComparedBars.Bar bar = group.bars().get(run);
        data.addValue(bar.value(), runs.get(run).label(), group.name());
        labels.get(run).add(runs.get(run).label() + "  " + bar.label());
        least = Math.min(least, bar.value());
        most = Math.max(most, bar.value());
      }
    }
  }

  CategoryPlot plot(NumberAxis values) {
    BarRenderer renderer = new BarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setItemMargin(0.05);
    renderer.setMaximumBarWidth(0.09);
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelFont(Theme.TICK);
    renderer.setDefaultItemLabelPaint(Theme.INK);
    renderer.setDefaultItemLabelGenerator(new Labels());
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    renderer.setDefaultNegativeItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE9, TextAnchor.CENTER_RIGHT));
    for (int run = 0; run < runs.size(); run++) {
      renderer.setSeriesPaint(run, color(run));
    }
    double span = most > least ? most - least : 1;
    // Room for the labels at the bars' ends.
    values.setRange(
        least - (least < 0 ? 0.22 : 0.02) * span, most + (most > 0 ? 0.22 : 0.02) * span);
    values.setTickLabelInsets(new RectangleInsets(2, 14, 2, 14));
    CategoryAxis axis = Theme.axis(new CategoryAxis());
    axis.setCategoryMargin(0.25);
    axis.setLowerMargin(0.01);
    axis.setUpperMargin(0.01);
    axis.setMaximumCategoryLabelWidthRatio(0.8f);
    axis.setMaximumCategoryLabelLines(1);
    CategoryPlot plot = new CategoryPlot(data, axis, values, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(Theme.GRID);
    plot.setRangeGridlineStroke(Theme.LINE);
    plot.setRangeZeroBaselineVisible(true);
    plot.setRangeZeroBaselinePaint(Theme.INK);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setFixedLegendItems(
        Theme.legend(
            runs.stream().map(run -> run.label() + "  " + Text.truncate(run.source(), 40)).toList(),
            IntStream.range(0, runs.size()).mapToObj(RunBars::color).toList()));
    return plot;
  }

  private static Color color(int run) {
    return ComparedBars.COLORS.get(run % ComparedBars.COLORS.size());
  }

  private final class Labels implements CategoryItemLabelGenerator {
    @Override
    public String generateRowLabel(CategoryDataset dataset, int row) {
      return runs.get(row).label();
    }

    @Override
    public String generateColumnLabel(CategoryDataset dataset, int column) {
      return String.valueOf(dataset.getColumnKey(column));
    }

    @Override
    public String generateLabel(CategoryDataset dataset, int row, int column) {
      return labels.get(row).get(column);
    }
  }
}
