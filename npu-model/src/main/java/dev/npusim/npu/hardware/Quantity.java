package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with a unit, such as {@code 256 KiB}: exact decimal arithmetic, so that {@code 51.2
 * GB/s} is the double nearest to 51.2e9.
 *
 * @param what what it measures, with an article, for error messages
 * @param example a good value
 * @param units factor by unit, the smallest first; the unit "" stands for a plain number
 * @param min smallest allowed value in base units
 * @param max largest allowed value in base units
 */
record Quantity(
    String what,
    String example,
    ImmutableMap<String, BigDecimal> units,
    BigDecimal min,
    BigDecimal max) {
  // The exponent is limited so that no short text makes a number of a million digits.
  private static final Pattern NUMBER =
      Pattern.compile(
          "([+-]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?)\\s*((?:[^0-9\\s].*)?)");

  /** A number and the unit it was written in. */
  record Parsed(BigDecimal base, String unit) {}

  /** The value in base units. */
  Parsed parse(String text) {
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidValueException(
          (text.isEmpty() ? "empty" : Quote.of(text)) + ": expected " + expected());
    }
    String unit = matcher.group(2);
    BigDecimal factor = units.get(unit);
    if (factor == null) {
      throw new InvalidValueException(Quote.of(text) + ": " + badUnit(unit));
    }
    BigDecimal value = new BigDecimal(matcher.group(1)).multiply(factor);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new InvalidValueException(
          Quote.of(text) + ": " + what + " must be " + range() + ", such as " + example);
    }
    return new Parsed(value, unit);
  }

  /** {@code base} in the largest unit that makes it at least 1. */
  String format(BigDecimal base) {
    String best = units.keySet().iterator().next();
    for (Map.Entry<String, BigDecimal> unit : units.entrySet()) {
      if (base.abs().compareTo(unit.getValue()) >= 0 && isExact(base, unit.getValue())) {
        best = unit.getKey();
      }
    }
    BigDecimal factor = units.getOrDefault(best, BigDecimal.ONE);
    return plain(base.divide(factor, MathContext.UNLIMITED)) + (best.isEmpty() ? "" : " " + best);
  }

  /** A short decimal of any size. */
  static String plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    boolean isExtreme = stripped.scale() > 12 || stripped.precision() - stripped.scale() > 15;
    return isExtreme ? stripped.toString() : stripped.toPlainString();
  }

  private static boolean isExact(BigDecimal base, BigDecimal factor) {
    try {
      // More digits than a double has would only obscure the value.
      return base.divide(factor).precision() <= Math.max(17, base.precision());
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private String badUnit(String unit) {
    if (unit.isEmpty()) {
      return what + " needs a unit: " + unitList();
    }
    if (units.containsKey("")) {
      return what + " has no unit; expected a number such as " + example;
    }
    if (units.containsKey("KiB") && unit.matches("[KMGkmg][Bb]?")) {
      return "unit \""
          + unit
          + "\" is ambiguous; write "
          + unit.substring(0, 1).toUpperCase(Locale.ROOT)
          + "iB (powers of 1024) or B";
    }
    String nearest =
        NearestName.of(unit, units.keySet())
            .map(name -> "did you mean \"" + name + "\"? ")
            .orElse("");
    return "unit "
        + Quote.of(unit)
        + " unknown; "
        + nearest
        + "expected "
        + what
        + " in "
        + unitList()
        + ", such as "
        + example;
  }

  private String expected() {
    return what + " such as " + example + (units.containsKey("") ? "" : " (" + unitList() + ")");
  }

  private String unitList() {
    return String.join(", ", units.keySet());
  }

  private String range() {
    String smallest =
        min.signum() > 0 && min.compareTo(BigDecimal.ONE) < 0
            ? "above 0"
            : "at least " + format(min);
    return smallest + " and at most " + format(max);
  }
}
