package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a constant is multiplied with: a product and quotient of columns and numbers, such as {@code
 * macs*clock_ghz} or {@code bytes/bandwidth}; {@code 1} for a constant of its own.
 *
 * @param constant name of the constant
 */
public record Term(String constant, ImmutableList<Factor> factors) {
  /** A column or a number, multiplied with or divided by. */
  record Factor(String text, boolean divides) {
    boolean isNumber() {
      return Character.isDigit(text.charAt(0));
    }
  }

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
  private static final Pattern FACTOR =
      Pattern.compile("([*/])\\s*([A-Za-z_][A-Za-z0-9_ .-]*|[0-9]+(?:\\.[0-9]+)?)\\s*");

  /**
   * Reads {@code NAME=EXPRESSION}.
   *
   * @throws CalibrationException where it is something else
   */
  public static Term parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? "" : text.substring(0, equals).strip();
    if (!NAME.matcher(name).matches()) {
      throw malformed(text, "expected NAME=EXPRESSION, the name a lower-case word");
    }
    String rest = "*" + text.substring(equals + 1).strip();
    ImmutableList.Builder<Factor> factors = ImmutableList.builder();
    Matcher matcher = FACTOR.matcher(rest);
    int end = 0;
    while (matcher.find() && matcher.start() == end) {
      factors.add(new Factor(matcher.group(2).strip(), matcher.group(1).equals("/")));
      end = matcher.end();
    }
    if (end != rest.length()) {
      throw malformed(text, "expected columns and numbers joined by * and /");
    }
    return new Term(name, factors.build());
  }

  private static CalibrationException malformed(String text, String expected) {
    return new CalibrationException(
        "--term "
            + Excerpt.quoted(text)
            + ": "
            + expected
            + ", such as per_mac=macs, transfer=bytes/bandwidth or fixed=1");
  }

  /** The columns it reads. */
  ImmutableList<String> columns() {
    return factors.stream()
        .filter(factor -> !factor.isNumber())
        .map(Factor::text)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** Its value in a row; finite and not negative. */
  double of(Measurements measurements, Measurements.Row row) {
    String place = "--term " + this;
    double value = 1;
    for (Factor factor : factors) {
      double number =
          factor.isNumber()
              ? Double.parseDouble(factor.text())
              : measurements.number(place, row, factor.text());
      if (factor.divides() && number == 0) {
        throw new CalibrationException(
            "%s:%d: %s is 0 and divides in %s"
                .formatted(measurements.file(), row.line(), factor.text(), this));
      }
      value = factor.divides() ? value / number : value * number;
    }
    if (!Double.isFinite(value)) {
      throw new CalibrationException(
          String.format(
              Locale.ROOT, "%s:%d: %s is too large", measurements.file(), row.line(), this));
    }
    return value;
  }

  /** {@code 1} for a constant that stands alone. */
  String expression() {
    String product =
        factors.stream()
            .map(factor -> (factor.divides() ? "/" : "*") + factor.text())
            .collect(Collectors.joining())
            .substring(1);
    return product;
  }

  /** As {@code c * expression}, or {@code c} where it stands alone. */
  public String product() {
    return expression().equals("1") ? constant : constant + " * " + expression();
  }

  @Override
  public String toString() {
    return constant + "=" + expression();
  }
}
