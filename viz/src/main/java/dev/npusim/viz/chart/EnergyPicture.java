package dev.npusim.viz.chart;

import dev.npusim.npu.cost.Energy;
import dev.npusim.viz.report.EnergyParts;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Units;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryLabelPositions;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;

/** Energy by component: the whole run on the left, its blocks on a scale of their own. */
final class EnergyPicture {
  private static final double TOTAL_SHARE = 0.2;
  private static final int UPRIGHT = 8;

  private EnergyPicture() {}

  static Picture of(Result result) {
    Map<String, Energy> blocks = EnergyParts.byBlock(result.layers());
    double most = blocks.values().stream().mapToDouble(Energy::total).max().orElse(0);
    JFreeChart total =
        Theme.chart("", "", plot(Map.of("whole run", result.totals().energy())), false);
    CategoryPlot byBlock = plot(blocks);
    if (blocks.size() > UPRIGHT) {
      byBlock.getDomainAxis().setCategoryLabelPositions(CategoryLabelPositions.UP_45);
    }
    String title = "Energy by component";
    JFreeChart parts =
        Theme.chart(
            title + ", whole run and by block",
            Units.joules(result.totals().energy().total())
                + ", most in one block "
                + Units.joules(most)
                + "; "
                + Titles.run(result),
            byBlock,
            true);
    return new Picture(
        "energy",
        title,
        (graphics, area) -> {
          double left = area.getWidth() * TOTAL_SHARE;
          double head = area.getHeight() * 0.14;
          graphics.setPaint(Color.WHITE);
          graphics.fill(area);
          total.draw(
              graphics,
              new Rectangle2D.Double(
                  area.getX(), area.getY() + head, left, area.getHeight() - head));
          parts.draw(
              graphics,
              new Rectangle2D.Double(
                  area.getX() + left, area.getY(), area.getWidth() - left, area.getHeight()));
        });
  }

  private static CategoryPlot plot(Map<String, Energy> energies) {
    double most = energies.values().stream().mapToDouble(Energy::total).max().orElse(0);
    String unit = most >= 1 ? "J" : most >= 1e-3 ? "mJ" : "uJ";
    double scale = most >= 1 ? 1 : most >= 1e-3 ? 1e-3 : 1e-6;
    Bars bars = new Bars(EnergyParts.NAMES, Palette.ENERGY);
    energies.forEach(
        (block, energy) ->
            bars.add(
                block.isEmpty() ? "(no block)" : block,
                Arrays.stream(EnergyParts.of(energy)).map(joules -> joules / scale).toArray()));
    return bars.plot(Axes.numbers("energy [" + unit + "]", most / scale), PlotOrientation.VERTICAL);
  }
}
