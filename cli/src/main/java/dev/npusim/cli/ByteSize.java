package dev.npusim.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as options spell them. */
final class ByteSize {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?(|B|KiB|MiB|GiB)");

  private ByteSize() {}

  /** A number of bytes, or of whatever unit a number without one has; above zero. */
  static long of(String option, String text) {
    Matcher matcher = SIZE.matcher(text);
    if (matcher.matches()) {
      int shift =
          switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
          };
      long number = Long.parseLong(matcher.group(1));
      if (number > 0 && number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    }
    throw new UsageException(
        option
            + " "
            + text
            + ": expected a size above zero with at most 18 digits, such as 1048576 or 1MiB");
  }
}
