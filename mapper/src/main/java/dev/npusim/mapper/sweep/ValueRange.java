package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The values of a key as text: a list of values and ranges, {@code a..b:+step} or {@code a..b:xN}.
 * Both ends belong to a range where its steps meet them.
 */
final class ValueRange {
  /** More of one key would exceed what a whole sweep may have. */
  static final int MOST = 1_000_000;

  private static final String FORMS =
      "expected a..b:+STEP, a..b:xFACTOR or a list such as 16,32,64";

  private final String where;

  private ValueRange(String where) {
    this.where = where;
  }

  /**
   * @param where the option, for messages
   * @throws SweepException where the text is no list of values and ranges
   */
  static ImmutableList<String> parse(String where, String text) {
    return new ValueRange(where).values(text);
  }

  private ImmutableList<String> values(String text) {
    Set<String> values = new LinkedHashSet<>();
    for (String part : split(text)) {
      String item = part.strip();
      if (item.isEmpty()) {
        throw error("an empty value; " + FORMS);
      }
      for (String value : item.contains("..") ? range(item) : List.of(item)) {
        if (!values.add(value)) {
          throw error(value + " is given twice");
        }
      }
    }
    return ImmutableList.copyOf(values);
  }

  /** At commas that are in no brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }

  private List<String> range(String item) {
    int dots = item.indexOf("..");
    int colon = item.indexOf(':', dots);
    if (colon < 0) {
      throw error(item + ": a range needs a step, such as " + item + ":x2; " + FORMS);
    }
    Amount from = amount(item, item.substring(0, dots));
    Amount to = amount(item, item.substring(dots + 2, colon));
    requireSame(item, from, to);
    if (from.base().compareTo(to.base()) > 0) {
      throw error(item + ": descends; write " + to.text() + ".." + from.text());
    }
    String step = item.substring(colon + 1).strip();
    if (step.startsWith("+")) {
      Amount by = amount(item, step.substring(1));
      requireSame(item, from, by);
      if (by.base().signum() <= 0) {
        throw error(item + ": a step must be above zero");
      }
      return steps(item, from, to, by.base(), false);
    }
    if (step.startsWith("x")) {
      Amount by = amount(item, step.substring(1));
      if (by.unit() != Unit.NUMBER || by.base().compareTo(BigDecimal.ONE) <= 0) {
        throw error(item + ": a factor must be a number above 1");
      }
      if (from.base().signum() <= 0) {
        throw error(item + ": a range with a factor must begin above zero");
      }
      return steps(item, from, to, by.base(), true);
    }
    throw error(item + ": step " + Excerpt.of(step) + "; " + FORMS);
  }

  private List<String> steps(String item, Amount from, Amount to, BigDecimal by, boolean times) {
    List<String> values = new ArrayList<>();
    BigDecimal value = from.base();
    while (value.compareTo(to.base()) <= 0) {
      if (values.size() >= MOST) {
        throw error(item + ": more than " + MOST + " values");
      }
      values.add(from.with(value).text());
      value = times ? value.multiply(by, MathContext.DECIMAL64) : value.add(by);
    }
    return values;
  }

  private Amount amount(String item, String text) {
    return Amount.of(text)
        .orElseThrow(
            () -> error(item + ": " + Excerpt.of(text) + " is no number with a unit of chip.yaml"));
  }

  private void requireSame(String item, Amount a, Amount b) {
    if (!a.isSameQuantity(b)) {
      throw error(
          item
              + ": "
              + name(a)
              + " and "
              + name(b)
              + " do not go together; write the same kind of unit everywhere");
    }
  }

  private static String name(Amount amount) {
    return amount.unit() == Unit.NUMBER ? amount.text() + " without a unit" : amount.unit().text();
  }

  private SweepException error(String message) {
    return new SweepException(where + ": " + message);
  }
}
