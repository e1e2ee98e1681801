package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;

/**
 * What is fitted: a column of measured rows as a sum of constants times terms.
 *
 * @param target the column
 * @param unit of the target; empty where it was not said
 * @param terms one per constant
 */
public record CalibrationModel(String target, String unit, ImmutableList<Term> terms) {
  /**
   * @throws CalibrationException for no terms, too many, or two constants of one name
   */
  public CalibrationModel {
    if (terms.isEmpty()) {
      throw new CalibrationException(
          "--term: none given; name the constants, such as --term per_mac=macs --term fixed=1");
    }
    if (terms.size() > LeastSquares.MOST_TERMS) {
      throw new CalibrationException(
          "--term: " + terms.size() + " given, at most " + LeastSquares.MOST_TERMS);
    }
    for (Term term : terms) {
      if (terms.stream().filter(t -> t.constant().equals(term.constant())).count() > 1) {
        throw new CalibrationException(
            "--term: two constants are called " + Excerpt.quoted(term.constant()));
      }
    }
  }

  /** Position of a constant. */
  int index(String place, String constant) {
    ImmutableList<String> names =
        terms.stream().map(Term::constant).collect(ImmutableList.toImmutableList());
    int index = names.indexOf(constant);
    if (index < 0) {
      throw new CalibrationException(
          place
              + ": no constant is called "
              + Excerpt.quoted(constant)
              + NearestName.hint(constant, names));
    }
    return index;
  }

  /** The columns its terms read, once each. */
  ImmutableSet<String> columns() {
    return terms.stream()
        .flatMap(term -> term.columns().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** {@code target = a * x + b}. */
  public String formula() {
    return target + " = " + String.join(" + ", terms.stream().map(Term::product).toList());
  }

  /** The unit of a constant, such as {@code mm2 / macs}. */
  public String unit(Term term) {
    String shown = unit.isEmpty() ? target : unit;
    return switch (term.factors().size()) {
      case 1 -> term.expression().equals("1") ? shown : shown + " / " + term.expression();
      default -> shown + " / (" + term.expression() + ")";
    };
  }
}
