package dev.npusim.viz.html;

import dev.npusim.viz.report.FusionLines;
import dev.npusim.viz.report.Result;
import java.util.List;

/** The groups that ran depth-first; nothing where there are none. */
final class FusionTable {
  private FusionTable() {}

  static String of(Result result) {
    if (result.fusedGroups().isEmpty()) {
      return "";
    }
    StringBuilder html =
        new StringBuilder("<section id=\"fusion\"><h2>Fused depth-first</h2><p>")
            .append(Html.escape(FusionLines.NOTE))
            .append("</p><div class=\"scroll\" tabindex=\"0\" role=\"region\"")
            .append(" aria-label=\"Fused groups\"><table class=sortable><thead><tr>");
    for (int i = 0; i < FusionLines.COLUMNS.size(); i++) {
      html.append(i < 2 ? "<th>" : "<th class=n>").append(FusionLines.COLUMNS.get(i));
    }
    html.append("</tr></thead><tbody>");
    for (List<String> row : FusionLines.rows(result)) {
      html.append(Html.row(2, row));
    }
    return html.append("</tbody></table></div></section>").toString();
  }
}
