package dev.npusim.npu.hardware;

/** Text in double quotes, safe in YAML, JSON and error messages. */
final class Quote {
  /** Longest excerpt of a bad value that an error message repeats. */
  private static final int EXCERPT = 60;

  private Quote() {}

  /** An excerpt of {@code text} for an error message. */
  static String of(String text) {
    boolean isLong = text.length() > EXCERPT;
    return whole(isLong ? text.substring(0, EXCERPT) + "..." : text);
  }

  /** All of {@code text}, with everything but printable ASCII escaped. */
  static String whole(String text) {
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
