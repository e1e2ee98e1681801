package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * Something about a built-in model that can be chosen.
 *
 * @param values what it may be, in words, as in {@code 8 to 512, divisible by 8}
 * @param condition when it matters
 */
public record Option(
    String name,
    String defaultValue,
    String meaning,
    String values,
    Check check,
    Optional<Condition> condition) {
  /** Another option, listed before, that has to have a certain value. */
  public record Condition(String option, String value) {
    @Override
    public String toString() {
      return option + "=" + value;
    }
  }

  /** Decides whether a text is an allowed value. */
  @FunctionalInterface
  public interface Check {
    boolean allows(String text);
  }

  /** A whole number from {@code min} to {@code max}, divisible by {@code step}. */
  public static Option number(
      String name, long defaultValue, String meaning, long min, long max, long step) {
    String values = min + " to " + max + (step == 1 ? "" : ", divisible by " + step);
    return new Option(
        name,
        Long.toString(defaultValue),
        meaning,
        values,
        text -> {
          if (!text.matches("[0-9]{1,18}")) {
            return false;
          }
          long value = Long.parseLong(text);
          return value >= min && value <= max && value % step == 0;
        },
        Optional.empty());
  }

  /** One of several words; the first is the default. */
  public static Option choice(String name, String meaning, String... words) {
    List<String> allowed = ImmutableList.copyOf(words);
    return new Option(
        name, words[0], meaning, String.join(" or ", allowed), allowed::contains, Optional.empty());
  }

  /** The same, but only where {@code option} is {@code value}. */
  public Option onlyWith(String option, String value) {
    return new Option(
        name, defaultValue, meaning, values, check, Optional.of(new Condition(option, value)));
  }
}
