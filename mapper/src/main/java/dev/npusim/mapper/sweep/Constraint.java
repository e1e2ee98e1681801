package dev.npusim.mapper.sweep;

import dev.npusim.ir.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit that a design has to keep.
 *
 * @param text as written
 * @param limit in base units
 */
public record Constraint(String text, Metric metric, boolean most, double limit) {
  private static final Pattern FORM = Pattern.compile("\\s*([a-z_]+)\\s*(<=|>=)\\s*(.+?)\\s*");

  /**
   * Such as {@code area <= 4 mm2}.
   *
   * @throws SweepException where it is not of that form
   */
  public static Constraint parse(String where, String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new SweepException(
          where + ": constraint \"" + text + "\": expected NAME <= VALUE, such as area <= 4 mm2");
    }
    String name = matcher.group(1);
    Metric metric =
        Metric.of(name)
            .orElseThrow(
                () ->
                    new SweepException(
                        where + ": constraint on " + name + NearestName.hint(name, words())));
    Amount amount =
        Amount.of(matcher.group(3))
            .orElseThrow(
                () ->
                    new SweepException(
                        where
                            + ": constraint \""
                            + text
                            + "\": "
                            + matcher.group(3)
                            + " is no number with a unit"));
    String unit = unit(metric);
    if (!amount.unit().quantity().equals(unit)) {
      throw new SweepException(
          where
              + ": constraint \""
              + text
              + "\": "
              + name
              + (unit.isEmpty() ? " has no unit" : " is in " + example(unit)));
    }
    return new Constraint(
        text.strip(), metric, matcher.group(2).equals("<="), amount.base().doubleValue());
  }

  private static List<String> words() {
    List<String> words = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (metric.word().indexOf(' ') < 0) {
        words.add(metric.word());
      }
    }
    return words;
  }

  private static String unit(Metric metric) {
    for (String unit : List.of("bytes", "mm2", "cycles", "js", "s", "j", "w")) {
      if (metric.column().endsWith("_" + unit) || metric.column().equals(unit)) {
        return unit.equals("js") ? "" : unit;
      }
    }
    return "";
  }

  private static String example(String quantity) {
    List<String> units = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      if (unit.quantity().equals(quantity)) {
        units.add(unit.text());
      }
    }
    return String.join(", ", units);
  }

  public boolean isMet(Outcome outcome) {
    return isMet(outcome.figure(metric));
  }

  /**
   * @param value in base units
   */
  public boolean isMet(double value) {
    return most ? value <= limit : value >= limit;
  }
}
