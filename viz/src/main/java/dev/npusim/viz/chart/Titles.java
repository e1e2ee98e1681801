package dev.npusim.viz.chart;

import dev.npusim.viz.report.Result;
import dev.npusim.viz.text.Text;

/** Words that several charts share. */
final class Titles {
  private Titles() {}

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
