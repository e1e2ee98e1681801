package dev.npusim.viz.chart;

import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.viz.report.ValidationReport;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYLineAnnotation;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.SeriesRenderingOrder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/**
 * Ours against the reference, every case of every set, both axes logarithmic; below, ours as a
 * multiple of the reference, where what is off the line can be read.
 */
final class ValidationPicture {
  private static final List<Color> COLORS =
      List.of(
          Palette.BLUE,
          Palette.ORANGE,
          Palette.GREEN,
          Palette.PURPLE,
          Palette.VERMILLION,
          Palette.SKY);

  private static final List<Shape> SHAPES =
      List.of(
          circle(6),
          square(5.5),
          triangle(7, -1),
          diamond(8),
          triangle(7, 1),
          cross(6),
          AffineTransform.getRotateInstance(Math.PI / 4).createTransformedShape(cross(7)));

  private static final BasicStroke IDENTITY = new BasicStroke(1.5f);

  /** The least and most that the lower panel shows without need: a factor of two. */
  private static final double RATIO = 2;

  /** How a set's cases are drawn. */
  record Look(Color color, Shape shape) {}

  private final ValidationReport report;
  private double least = 1;
  private double most = 10;
  private double ratio = RATIO;

  private ValidationPicture(ValidationReport report) {
    this.report = report;
    report.sets().stream()
        .flatMap(ValidationPicture::shown)
        .forEach(
            each -> {
              least = Math.min(least, Math.min(each.reference(), each.ours()));
              most = Math.max(most, Math.max(each.reference(), each.ours()));
              double off = each.ours() / each.reference();
              ratio = Math.max(ratio, Math.max(off, 1 / off));
            });
  }

  static Picture of(ValidationReport report) {
    String title = "Our models against references";
    return new Picture("validation", title, new ValidationPicture(report).chart(title)::draw);
  }

  /** What has no unit is a verdict, not a number; and zero has no logarithm. */
  private static Stream<ComparedQuantity.Case> shown(ValidationReport.Compared compared) {
    return compared.quantities().stream()
        .filter(quantity -> !quantity.unit().isEmpty())
        .flatMap(quantity -> quantity.cases().stream())
        .filter(each -> each.reference() > 0 && each.ours() > 0);
  }

  /** Six colours and seven shapes in turn: no two of the first 42 sets look the same. */
  static Look look(int set) {
    return new Look(COLORS.get(set % COLORS.size()), SHAPES.get(set % SHAPES.size()));
  }

  private String units() {
    return report.sets().stream()
        .flatMap(compared -> compared.quantities().stream())
        .map(ComparedQuantity::unit)
        .filter(unit -> !unit.isEmpty())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private JFreeChart chart(String title) {
    double low = least / 2;
    double high = most * 2;
    LogAxis reference =
        Axes.logNumbers("reference, in each quantity's own unit (" + units() + ")", low, high);
    XYPlot above = plot(ComparedQuantity.Case::ours, Axes.logNumbers("ours", low, high), low, high);
    double edge = ratio * 1.5;
    LogAxis multiple = Axes.logNumbers("ours / reference", 1 / edge, edge);
    multiple.setBase(2);
    XYPlot below = plot(each -> each.ours() / each.reference(), multiple, 1, 1);
    CombinedDomainXYPlot plot = new CombinedDomainXYPlot(reference);
    plot.setGap(24);
    plot.add(above, 2);
    plot.add(below, 1);
    plot.setFixedLegendItems(above.getLegendItems());
    return Theme.chart(
        title, "on the black lines: equal to the reference; cases in brackets", plot, true);
  }

  /**
   * @param from the black line's height at the least reference
   * @param to its height at the largest
   */
  private XYPlot plot(
      ToDoubleFunction<ComparedQuantity.Case> height, LogAxis axis, double from, double to) {
    DefaultXYDataset data = new DefaultXYDataset();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    for (int i = 0; i < report.sets().size(); i++) {
      List<ComparedQuantity.Case> cases = shown(report.sets().get(i)).toList();
      double[] x = cases.stream().mapToDouble(ComparedQuantity.Case::reference).toArray();
      double[] y = cases.stream().mapToDouble(height).toArray();
      String name = report.sets().get(i).set().name();
      data.addSeries(name + " (" + cases.size() + ")", new double[][] {x, y});
      Look look = look(i);
      renderer.setSeriesPaint(i, look.color());
      renderer.setSeriesShape(i, look.shape());
      renderer.setSeriesShapesFilled(i, false);
    }
    XYPlot plot = new XYPlot(data, null, axis, renderer);
    Theme.grid(plot);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Theme.GRID);
    plot.setDomainGridlineStroke(Theme.LINE);
    // The first sets are exact and many: the others stand in front of them.
    plot.setSeriesRenderingOrder(SeriesRenderingOrder.FORWARD);
    plot.addAnnotation(
        new XYLineAnnotation(least / 2, from, most * 2, to, IDENTITY, Theme.INK), true);
    return plot;
  }

  private static Shape circle(double radius) {
    return new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius);
  }

  private static Shape square(double half) {
    return new Rectangle2D.Double(-half, -half, 2 * half, 2 * half);
  }

  /**
   * @param up -1 with its tip above, 1 below
   */
  private static Shape triangle(double half, int up) {
    return polygon(0, up * half, half, -up * half, -half, -up * half);
  }

  private static Shape diamond(double half) {
    return polygon(0, -half, half, 0, 0, half, -half, 0);
  }

  /** A plus sign of two thin bars. */
  private static Shape cross(double half) {
    return polygon(
        -half, -1, -1, -1, -1, -half, 1, -half, 1, -1, half, -1, half, 1, 1, 1, 1, half, -1, half,
        -1, 1, -half, 1);
  }

  private static Shape polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }
}
