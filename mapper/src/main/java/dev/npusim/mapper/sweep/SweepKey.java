package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a sweep varies.
 *
 * @param name a key of chip.yaml with memories by name, an option, or {@code model}
 * @param values as they are written, in their order
 */
public record SweepKey(String name, ImmutableList<String> values) {
  /** The key of models. */
  public static final String MODEL = "model";

  public SweepKey {
    if (values.isEmpty()) {
      throw new SweepException(name + ": no values");
    }
  }

  /**
   * @param option what was written, {@code KEY=VALUES}
   * @throws SweepException where that is not what it is
   */
  public static SweepKey parse(String option) {
    int equals = option.indexOf('=');
    if (equals <= 0) {
      throw new SweepException(
          "--vary " + option + ": expected KEY=VALUES, such as sram=1MiB..32MiB:x2");
    }
    String name = option.substring(0, equals).strip();
    return of(name, option.substring(equals + 1), "--vary " + option);
  }

  /**
   * @param where the values were written, for messages
   */
  public static SweepKey of(String name, String values, String where) {
    return new SweepKey(name, ValueRange.parse(where, values));
  }

  public SweepKey named(String other) {
    return new SweepKey(other, values);
  }

  /** The name of its column: with the unit that all values have, if they have one. */
  public String column() {
    return unit().filter(unit -> !unit.isEmpty()).map(unit -> name + "_" + unit).orElse(name);
  }

  /** The base unit of all values, empty text for plain numbers; nothing for words. */
  private Optional<String> unit() {
    List<Optional<Amount>> amounts = values.stream().map(Amount::of).toList();
    boolean same =
        amounts.stream()
            .allMatch(
                amount ->
                    amount.isPresent()
                        && amount.get().isSameQuantity(amounts.get(0).orElseThrow()));
    return same ? Optional.of(amounts.get(0).orElseThrow().unit().quantity()) : Optional.empty();
  }

  /** Whether its values have an order of their own. */
  public boolean isNumeric() {
    return unit().isPresent();
  }

  /** What a table shows of each value: base units where the column has one. */
  public ImmutableList<String> cells() {
    return isNumeric()
        ? values.stream()
            .map(text -> base(text).stripTrailingZeros().toPlainString())
            .collect(ImmutableList.toImmutableList())
        : values;
  }

  /** Each value in base units; empty for words. */
  public ImmutableDoubleArray numbers() {
    return isNumeric()
        ? ImmutableDoubleArray.copyOf(values.stream().mapToDouble(text -> base(text).doubleValue()))
        : ImmutableDoubleArray.of();
  }

  private static BigDecimal base(String text) {
    return Amount.of(text).orElseThrow().base();
  }
}
