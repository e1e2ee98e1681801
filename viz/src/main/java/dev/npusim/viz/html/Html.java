package dev.npusim.viz.html;

import java.util.List;
import java.util.Map;

/** Markup with every text escaped. */
final class Html {
  private Html() {}

  static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  static String definitions(Map<String, String> entries) {
    StringBuilder html = new StringBuilder("<dl>");
    entries.forEach(
        (name, value) ->
            html.append("<dt>")
                .append(escape(name))
                .append("</dt><dd>")
                .append(escape(value))
                .append("</dd>\n"));
    return html.append("</dl>").toString();
  }

  /** A row of cells; the first {@code names} of them are words, the others numbers. */
  static String row(int names, List<String> cells) {
    StringBuilder html = new StringBuilder("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.append(i < names ? "<td>" : "<td class=n>").append(escape(cells.get(i))).append("</td>");
    }
    return html.append("</tr>\n").toString();
  }

  /**
   * A table that its reader can sort.
   *
   * @param words how many of the leading columns hold words; the others hold numbers
   */
  static String table(int words, List<String> headers, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<table class=sortable><thead><tr>");
    for (int i = 0; i < headers.size(); i++) {
      html.append(i < words ? "<th>" : "<th class=n>").append(escape(headers.get(i)));
    }
    html.append("</tr></thead><tbody>\n");
    rows.forEach(row -> html.append(row(words, row)));
    return html.append("</tbody></table>").toString();
  }
}
