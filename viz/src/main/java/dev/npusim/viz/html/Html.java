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
}
