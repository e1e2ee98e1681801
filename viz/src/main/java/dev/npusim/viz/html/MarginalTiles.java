package dev.npusim.viz.html;

import dev.npusim.viz.report.MarginalLines;
import dev.npusim.viz.report.MarginalLines.Line;
import dev.npusim.viz.report.Result;
import java.util.List;

/** What a little more of something would do for a run; nothing where that was not worked out. */
final class MarginalTiles {
  private MarginalTiles() {}

  static String of(Result result) {
    List<Line> lines = MarginalLines.of(result);
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder("<div id=help><h2>What would help</h2><p>")
            .append(Html.escape(MarginalLines.NOTE))
            .append("</p><div class=\"tiles wide\">");
    for (Line line : lines) {
      html.append("<div class=tile><span>")
          .append(Html.escape(line.change()))
          .append("</span><b>")
          .append(Html.escape(line.figure()))
          .append("</b><span>")
          .append(Html.escape(line.meaning()))
          .append("</span></div>");
    }
    return html.append("</div></div>").toString();
  }
}
