package dev.npusim.mapper.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with a unit, exact.
 *
 * @param base in base units of {@code unit}'s quantity
 */
record Amount(BigDecimal base, Unit unit) {
  private static final Pattern TEXT =
      Pattern.compile(
          "([+-]?(?:\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30})(?:[eE][+-]?\\d{1,2})?)\\s*(.*)");

  /** Empty where the text is no number, or its unit none of chip.yaml's. */
  static Optional<Amount> of(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Unit.of(matcher.group(2).strip())
        .map(unit -> new Amount(new BigDecimal(matcher.group(1)).multiply(unit.factor()), unit));
  }

  boolean isSameQuantity(Amount other) {
    return unit.quantity().equals(other.unit.quantity());
  }

  Amount with(BigDecimal otherBase) {
    return new Amount(otherBase, unit);
  }

  /** In the unit it was written in; sizes in the largest unit that leaves no fraction. */
  String text() {
    Unit best = unit;
    if (unit.quantity().equals("bytes")) {
      for (Unit candidate : Unit.values()) {
        if (candidate.quantity().equals("bytes") && isWhole(candidate)) {
          best = candidate;
        }
      }
    }
    return base.divide(best.factor(), MathContext.DECIMAL64).stripTrailingZeros().toPlainString()
        + best.text();
  }

  private boolean isWhole(Unit candidate) {
    return base.signum() != 0 && base.remainder(candidate.factor()).signum() == 0;
  }
}
