package dev.npusim.viz.text;

import java.util.ArrayList;
import java.util.List;

/** Words in a fixed width. */
public final class Text {
  private Text() {}

  /** Shortens in the middle, where names of layers differ least: {@code down_blocks…conv1}. */
  public static String truncate(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    if (width <= 1) {
      return width == 1 ? "…" : "";
    }
    int tail = width / 2;
    return text.substring(0, width - 1 - tail) + "…" + text.substring(text.length() - tail);
  }

  /** A number of things whose plural ends in s: {@code 1 point}, {@code 2 points}. */
  public static String count(long number, String thing) {
    return Units.exact(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** Spaces on the left, up to {@code width}. */
  public static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** Spaces on the right, up to {@code width}. */
  public static String left(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** Breaks at spaces; words longer than a line stay whole. */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Replaces characters that could steer a terminal or break a line. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? 0xFFFD : c));
    return clean.toString();
  }
}
