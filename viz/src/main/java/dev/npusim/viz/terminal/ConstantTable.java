package dev.npusim.viz.terminal;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Text;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Constants with their provenance: a table of name, value, unit, status and the number of a source,
 * and the sources below it in full.
 */
public final class ConstantTable {
  private static final MathContext DIGITS = new MathContext(4);

  private ConstantTable() {}

  /**
   * @param width characters per line
   */
  public static String render(String title, Map<String, Constant> constants, int width) {
    Table table =
        new Table(width - 2)
            .word("name")
            .number("value")
            .word("unit")
            .word("status")
            .word("source");
    Map<String, Integer> sources = new LinkedHashMap<>();
    constants.forEach(
        (name, constant) -> {
          int number = sources.computeIfAbsent(constant.source(), s -> sources.size() + 1);
          table.row(
              name,
              significant(constant.value()),
              constant.unit(),
              constant.status().name().toLowerCase(Locale.ROOT),
              "[" + number + "]");
        });
    Section section = new Section(title, width).table(table);
    sources.forEach(
        (source, number) ->
            Text.wrap(Text.printable("[" + number + "] " + source), Math.max(20, width - 2))
                .forEach(section::line));
    return section.toString();
  }

  private static String significant(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
