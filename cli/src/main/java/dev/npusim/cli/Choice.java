package dev.npusim.cli;

import dev.npusim.ir.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Options with a fixed set of values. */
final class Choice {
  private Choice() {}

  /** The constant that is written {@code text}, in lower case. */
  static <E extends Enum<E>> E of(String option, String text, Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(text);
    if (index < 0) {
      throw new UsageException(
          option
              + " "
              + text
              + ": expected "
              + String.join(", ", names)
              + NearestName.of(text, names).map(near -> "; did you mean " + near + "?").orElse(""));
    }
    return type.getEnumConstants()[index];
  }
}
