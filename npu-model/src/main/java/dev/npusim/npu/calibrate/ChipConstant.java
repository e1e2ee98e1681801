package dev.npusim.npu.calibrate;

import dev.npusim.ir.Excerpt;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of chip.yaml that a fitted constant becomes.
 *
 * @param key such as {@code area.mac}
 * @param constant name of the constant
 * @param reciprocal whether the key is one over it, as an efficiency is of a slowdown
 * @param unit of the key's value; empty for a share or a count
 */
public record ChipConstant(String key, String constant, boolean reciprocal, String unit) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([a-z][a-z0-9_.]*)\\s*=\\s*(1/)?([a-z][a-z0-9_]*)\\s*(?::\\s*(\\S+)\\s*)?");

  private static final MathContext DIGITS = new MathContext(6);

  /**
   * Reads {@code KEY=CONSTANT:UNIT} or {@code KEY=1/CONSTANT}.
   *
   * @throws CalibrationException where it is something else
   */
  public static ChipConstant parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new CalibrationException(
          "--write "
              + Excerpt.quoted(text)
              + ": expected KEY=CONSTANT:UNIT, such as energy.static=fixed:mW or"
              + " dram.efficiency=1/transfer");
    }
    return new ChipConstant(
        form.group(1),
        form.group(3),
        form.group(2) != null,
        form.group(4) == null ? "" : form.group(4));
  }

  /**
   * The value as chip.yaml spells it.
   *
   * @throws CalibrationException for a constant that does not exist, or one over 0
   */
  String value(Calibration calibration) {
    String place = "--write " + this;
    double fitted = calibration.constants().get(calibration.model().index(place, constant));
    if (reciprocal && fitted == 0) {
      throw new CalibrationException(place + ": the rows do not ask for " + constant + ", it is 0");
    }
    BigDecimal number = new BigDecimal(reciprocal ? 1 / fitted : fitted).round(DIGITS);
    String text = number.stripTrailingZeros().toString();
    return unit.isEmpty() ? text : text + " " + unit;
  }

  @Override
  public String toString() {
    return key + "=" + (reciprocal ? "1/" : "") + constant + (unit.isEmpty() ? "" : ":" + unit);
  }
}
