package dev.npusim.viz.terminal;

import com.google.common.collect.ImmutableMap;
import dev.npusim.viz.report.Work;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows that repeat, such as the layers of a decoder, as one: {@code model.layers.0-15, 16 times}
 * with their sum.
 */
final class FoldedRows {
  private static final Pattern NUMBERED = Pattern.compile("(.*\\.)(\\d{1,9})");

  /**
   * Equal rows in succession.
   *
   * @param prefix of their names, before the number
   */
  private record Fold(String prefix, int first, int count, Work one, Work sum) {
    @Nullable Fold with(String nextPrefix, int number, Work work) {
      return nextPrefix.equals(prefix) && number == first + count && work.equals(one)
          ? new Fold(prefix, first, count + 1, one, sum.plus(work))
          : null;
    }

    String name() {
      return count == 1
          ? prefix + first
          : prefix + first + "-" + (first + count - 1) + ", " + count + " times";
    }
  }

  private final Map<String, Work> rows = new LinkedHashMap<>();
  private @Nullable Fold open;

  private FoldedRows() {}

  /** In the order given; rows whose names do not end in a number as they are. */
  static Map<String, Work> of(Map<String, Work> rows) {
    FoldedRows folded = new FoldedRows();
    rows.forEach(folded::add);
    folded.close();
    return ImmutableMap.copyOf(folded.rows);
  }

  private void add(String name, Work work) {
    Matcher matcher = NUMBERED.matcher(name);
    if (!matcher.matches()) {
      close();
      rows.put(name, work);
      return;
    }
    String prefix = matcher.group(1);
    int number = Integer.parseInt(matcher.group(2));
    Fold longer = open == null ? null : open.with(prefix, number, work);
    if (longer == null) {
      close();
      longer = new Fold(prefix, number, 1, work, work);
    }
    open = longer;
  }

  private void close() {
    if (open != null) {
      rows.put(open.name(), open.sum());
      open = null;
    }
  }
}
