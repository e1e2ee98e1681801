package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A page that needs no network: a template whose marks {@code {{name}}} are replaced. The page's
 * policy forbids every request; names from the model reach it as escaped text or as JSON in a data
 * block, never as markup.
 */
final class Page {
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/";

  /** Lines, bars and the like. */
  private static final String COMMON = ECHARTS + "echarts.common.min.js";

  /** Everything: half as large again. */
  static final String ALL_CHARTS = ECHARTS + "echarts.min.js";

  private final String template;
  private final Map<String, String> parts = new LinkedHashMap<>();

  /**
   * @param template resource with the markup between what all pages begin and end with
   * @param script resource with what draws it
   * @param data what it draws
   */
  Page(String template, String script, ObjectNode data) throws IOException {
    this(template, script, data, COMMON);
  }

  /**
   * @param library resource with the library of charts
   */
  Page(String template, String script, ObjectNode data, String library) throws IOException {
    this.template = resource("head.html") + resource(template) + resource("foot.html");
    parts.put("style", resource("report.css"));
    // Inside a script element only "<" could end it.
    parts.put("data", data.toString().replace("<", "\\u003c"));
    parts.put("echarts", script(library));
    parts.put("charts", script("charts.js") + script("tables.js") + script("layers.js"));
    parts.put("script", script(script));
  }

  /** Text that is shown as it is. */
  Page text(String name, String text) {
    return html(name, Html.escape(text));
  }

  /** Markup. */
  Page html(String name, String markup) {
    parts.put(name, markup);
    return this;
  }

  void write(Writer out) throws IOException {
    int at = 0;
    for (int mark = template.indexOf("{{"); mark >= 0; mark = template.indexOf("{{", at)) {
      int end = template.indexOf("}}", mark);
      out.write(template, at, mark - at);
      String part = parts.get(template.substring(mark + 2, end));
      if (part == null) {
        throw new IllegalStateException("nothing for " + template.substring(mark, end + 2));
      }
      out.write(part);
      at = end + 2;
    }
    out.write(template, at, template.length() - at);
  }

  private static String script(String name) throws IOException {
    String code = resource(name);
    if (code.contains("</script")) {
      throw new IllegalStateException(name + " would end itself");
    }
    return code;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
