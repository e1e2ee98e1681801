package dev.npusim.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as options spell them. */
final class Duration {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?(ms|s|min)");

  private Duration() {}

  static long nanoseconds(String option, String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          option
              + " "
              + text
              + ": expected a number of at most nine digits and ms, s or min, such as 10s, 500ms or"
              + " 2min");
    }
    double amount = Double.parseDouble(matcher.group(1));
    if (!(amount > 0)) {
      throw new UsageException(
          option + " " + text + ": expected a time above zero, such as 10s, 500ms or 2min");
    }
    double unit =
        switch (matcher.group(2)) {
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> 60e9;
        };
    return (long) (amount * unit);
  }
}
