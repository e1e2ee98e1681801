package dev.npusim.npu.imports;

import dev.npusim.ir.Excerpt;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Place;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A single value of a file with the name of its key.
 *
 * @param key as the file spells it
 */
record Value(String key, String text, Place place) {
  // The exponent is limited so that no short text makes a number of a million digits.
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,30})?|\\.[0-9]{1,30})([eE][+-]?[0-9]{1,2})?");

  /** A number above zero. */
  BigDecimal positive() {
    BigDecimal number = number("a number above 0");
    if (number.signum() <= 0) {
      throw error("expected a number above 0");
    }
    return number;
  }

  /** A number that may be zero. */
  BigDecimal atLeastZero() {
    BigDecimal number = number("a number that is not negative");
    if (number.signum() < 0) {
      throw error("expected a number that is not negative");
    }
    return number;
  }

  /** A whole number from 1 to {@code most}. */
  long count(long most) {
    String expected = "a whole number from 1 to " + most;
    try {
      long count = number(expected).longValueExact();
      if (count >= 1 && count <= most) {
        return count;
      }
    } catch (ArithmeticException e) {
      throw error("expected " + expected);
    }
    throw error("expected " + expected);
  }

  /** {@code true} or {@code false}, in any case. */
  boolean flag() {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return text.equalsIgnoreCase("true");
    }
    throw error("expected true or false");
  }

  HardwareException error(String message) {
    String found = text.isEmpty() ? "empty" : Excerpt.quoted(text);
    return place.error("key " + Excerpt.quoted(key) + ": " + found + ": " + message);
  }

  /** Where it is, for people. */
  String from() {
    return Excerpt.of(key) + ", " + place.text();
  }

  private BigDecimal number(String expected) {
    if (!NUMBER.matcher(text).matches()) {
      throw error("expected " + expected + (isFormula() ? "; formulas are not computed" : ""));
    }
    return new BigDecimal(text);
  }

  private boolean isFormula() {
    return text.matches(".*[0-9A-Za-z_)]\\s*[*/+-]\\s*[0-9A-Za-z_(].*");
  }
}
