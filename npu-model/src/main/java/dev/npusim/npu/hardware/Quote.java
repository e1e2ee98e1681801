package dev.npusim.npu.hardware;

import dev.npusim.ir.Excerpt;

/** Text in double quotes, safe in YAML, JSON and error messages. */
public final class Quote {
  private Quote() {}

  /** An excerpt of {@code text} for an error message. */
  static String of(String text) {
    boolean isLong = text.length() > Excerpt.LONGEST;
    return whole(isLong ? text.substring(0, Excerpt.LONGEST) + "..." : text);
  }

  /** All of {@code text}, with everything but printable ASCII escaped. */
  public static String whole(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
