package dev.npusim.viz.chart;

import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Text;

/** Words that several charts share. */
final class Titles {
  private Titles() {}

  /** Which model a picture is of. */
  static String model(ModelReport report) {
    return Text.truncate(report.facts().name(), 40)
        + ", "
        + report.precision()
        + ", "
        + report.total().layers()
        + " layers";
  }

  /** Which run a picture is of. */
  static String run(Result result) {
    return Text.truncate(result.workload().facts().name(), 40)
        + " on "
        + Text.truncate(result.npu().path("name").asText("this chip"), 40)
        + ", "
        + result.workload().precision()
        + ", "
        + result.layers().size()
        + " layers";
  }
}
