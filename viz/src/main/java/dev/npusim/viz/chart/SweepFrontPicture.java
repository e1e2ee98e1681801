package dev.npusim.viz.chart;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.viz.sweep.Scale;
import dev.npusim.viz.sweep.SweepReport;
import dev.npusim.viz.text.Text;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;

/** Every point of a sweep by two objectives, its Pareto front and the knee. */
final class SweepFrontPicture {
  /** Axes whose values differ by more are logarithmic. */
  private static final double WIDE = 20;

  private static final Color OTHERS = new Color(0xA8A8A8);

  private static final List<Color> FRONTS =
      List.of(Palette.BLUE, Palette.GREEN, Palette.ORANGE, Palette.PURPLE, Palette.SKY);

  private final SweepReport report;
  private final Metric x;
  private final Metric y;

  private SweepFrontPicture(SweepReport report, Metric x, Metric y) {
    this.report = report;
    this.x = x;
    this.y = y;
  }

  /** One per pair of objectives. */
  static List<Picture> of(SweepReport report) {
    List<Metric> objectives = report.result().objectives();
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < objectives.size(); i++) {
      for (int j = i + 1; j < objectives.size(); j++) {
        SweepFrontPicture picture =
            new SweepFrontPicture(report, objectives.get(i), objectives.get(j));
        String name =
            objectives.size() == 2
                ? "front"
                : "front_" + objectives.get(i).word() + "_" + objectives.get(j).word();
        pictures.add(new Picture(name, picture.title(), picture.chart()::draw));
      }
    }
    return pictures;
  }

  private String title() {
    return "Pareto front of "
        + String.join(", ", report.result().objectives().stream().map(Figures::name).toList());
  }

  private JFreeChart chart() {
    DefaultXYDataset data = new DefaultXYDataset();
    Scale across = Scale.of(x, most(x));
    Scale up = Scale.of(y, most(y));
    boolean line = report.result().objectives().size() == 2;
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    add(data, "knee", across, up, report.result().knees()::contains);
    renderer.setSeriesPaint(0, Palette.VERMILLION);
    renderer.setSeriesShape(
        0,
        AffineTransform.getRotateInstance(Math.PI / 4)
            .createTransformedShape(new Rectangle2D.Double(-9, -9, 18, 18)));
    List<String> models = report.result().grid().keys().get(0).values();
    for (int model = 0; model < models.size(); model++) {
      int series = data.getSeriesCount();
      int position = model;
      add(
          data,
          models.size() == 1 ? "front" : "front of " + Text.truncate(models.get(model), 30),
          across,
          up,
          place -> report.result().front().contains(place) && model(place) == position);
      renderer.setSeriesPaint(series, FRONTS.get(model % FRONTS.size()));
      renderer.setSeriesShape(series, new Ellipse2D.Double(-6, -6, 12, 12));
      renderer.setSeriesLinesVisible(series, line);
      renderer.setSeriesStroke(series, new BasicStroke(2f));
    }
    int others = data.getSeriesCount();
    add(
        data,
        "dominated or excluded",
        across,
        up,
        place -> !report.result().front().contains(place));
    renderer.setSeriesPaint(others, OTHERS);
    renderer.setSeriesShape(others, new Ellipse2D.Double(-3.5, -3.5, 7, 7));
    XYPlot plot = new XYPlot(data, axis(x, across), axis(y, up), renderer);
    Theme.grid(plot);
    plot.setDomainGridlinesVisible(true);
    plot.setDomainGridlinePaint(Theme.GRID);
    plot.setDomainGridlineStroke(Theme.LINE);
    return Theme.chart(
        title(),
        Text.truncate(report.title(), 90)
            + ", "
            + report.result().front().size()
            + " of "
            + report.result().outcomes().size()
            + " points; less is better on both axes",
        plot,
        true);
  }

  /** Models are the first key. */
  private int model(long place) {
    return report.result().grid().point(place).positions().get(0);
  }

  private double most(Metric metric) {
    return figures(metric).max().orElse(1);
  }

  private java.util.stream.DoubleStream figures(Metric metric) {
    return report.result().outcomes().values().stream()
        .filter(Outcome::isOk)
        .mapToDouble(outcome -> outcome.figure(metric));
  }

  private void add(
      DefaultXYDataset data, String name, Scale across, Scale up, LongPredicate wanted) {
    List<double[]> points = new ArrayList<>();
    report
        .result()
        .outcomes()
        .forEach(
            (place, outcome) -> {
              if (outcome.isOk() && wanted.test(place)) {
                points.add(new double[] {across.of(outcome.figure(x)), up.of(outcome.figure(y))});
              }
            });
    points.sort(Comparator.comparingDouble(point -> point[0]));
    data.addSeries(
        name,
        new double[][] {
          points.stream().mapToDouble(point -> point[0]).toArray(),
          points.stream().mapToDouble(point -> point[1]).toArray()
        });
  }

  private ValueAxis axis(Metric metric, Scale scale) {
    double most = scale.of(most(metric));
    double least = scale.of(figures(metric).min().orElse(1));
    if (least > 0 && most / least > WIDE) {
      return Axes.logNumbers(scale.label(), least / 1.3, most * 1.3);
    }
    return Axes.numbers(scale.label(), most);
  }
}
