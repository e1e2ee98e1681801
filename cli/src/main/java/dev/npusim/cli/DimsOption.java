package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import java.util.List;
import java.util.Map;

/** An option that takes {@code K=64,C=3,...}: whole numbers of at least 1, strict names. */
final class DimsOption {
  /** Products of two then fit a long. */
  private static final int MOST_DIGITS = 9;

  private static final String NUMBER = "0*[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}";

  private final String option;
  private final Map<String, String> values;

  /**
   * @param required names that have no default
   */
  DimsOption(String option, String text, List<String> required, List<String> optional) {
    this.option = option;
    this.values = ModelOptions.pairs(option, List.of(text));
    List<String> allowed =
        ImmutableList.<String>builder().addAll(required).addAll(optional).build();
    for (String name : values.keySet()) {
      if (!allowed.contains(name)) {
        throw new UsageException(
            option + ": there is no dim " + name + NearestName.hint(name, allowed));
      }
    }
    for (String name : required) {
      if (!values.containsKey(name)) {
        throw new UsageException(
            option
                + " "
                + text
                + ": "
                + name
                + " is missing; expected "
                + String.join(", ", required)
                + (optional.isEmpty() ? "" : " and maybe " + String.join(", ", optional)));
      }
    }
  }

  long get(String name, long absent) {
    return values.containsKey(name) ? get(name) : absent;
  }

  /** A dim that is there. */
  long get(String name) {
    return number(name, values.getOrDefault(name, ""));
  }

  /** {@code 2}, or {@code 2x1} for rows and columns that differ. */
  long[] pair(String name) {
    String text = values.getOrDefault(name, "1");
    String rows = text;
    String columns = text;
    int cross = text.indexOf('x');
    if (cross >= 0) {
      rows = text.substring(0, cross);
      columns = text.substring(cross + 1);
    }
    if (!rows.matches(NUMBER) || !columns.matches(NUMBER)) {
      throw new UsageException(
          option
              + ": "
              + name
              + "="
              + text
              + ": expected a whole number from 1 to 999999999, or rows x columns such as 2x1");
    }
    return new long[] {Long.parseLong(rows), Long.parseLong(columns)};
  }

  private long number(String name, String text) {
    if (!text.matches(NUMBER)) {
      throw new UsageException(
          option + ": " + name + "=" + text + ": expected a whole number from 1 to 999999999");
    }
    return Long.parseLong(text);
  }
}
