package dev.npusim.workloads.scalesim;

import com.google.common.base.Splitter;
import dev.npusim.ir.Excerpt;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.List;

/** The fields of one line, and where they stand. */
final class TopologyLine {
  private final String place;
  private final int number;
  private final TopologyForm form;
  private final boolean closed;

  /** Without the ratio of a sparse layer. */
  private final List<String> fields;

  private boolean sparse;

  /**
   * @param sparsity the column of a ratio such as 2:4, or 1 for a dense layer, by the header; -1
   *     where the header names none, and then any ratio is one
   * @throws WorkloadException where a field is missing
   */
  TopologyLine(String place, int number, String text, TopologyForm form, int sparsity) {
    this.place = place;
    this.number = number;
    this.form = form;
    this.fields = new ArrayList<>(TopologyReader.split(text));
    this.closed = last().isEmpty();
    while (fields.size() > 1 && last().isEmpty()) {
      fields.remove(fields.size() - 1);
    }
    int columns = form.columns().size();
    for (int i = fields.size() - 1; i >= columns; i--) {
      if (i == sparsity || fields.get(i).contains(":")) {
        sparse |= isSparse(fields.remove(i));
      }
    }
    require(
        fields.size() >= columns,
        "expected the fields \"" + form + "\", found " + fields.size() + " of " + columns);
    require(!name().isEmpty(), "the layer has no name");
  }

  private boolean isSparse(String ratio) {
    if (ratio.equals("1")) {
      return false;
    }
    boolean isRatio = ratio.matches("[0-9]{1,9}:[0-9]{1,9}");
    List<String> parts = Splitter.on(':').splitToList(ratio);
    int kept = isRatio ? Integer.parseInt(parts.get(0)) : 0;
    int all = isRatio ? Integer.parseInt(parts.get(1)) : 0;
    require(
        kept > 0 && kept <= all,
        "sparsity must be a ratio such as 2:4, or 1, found " + Excerpt.quoted(ratio));
    return kept < all;
  }

  private String last() {
    return fields.get(fields.size() - 1);
  }

  int number() {
    return number;
  }

  String name() {
    return fields.get(0);
  }

  /** Whether the line ends in a comma. */
  boolean isClosed() {
    return closed;
  }

  /** Whether a ratio says that some weights are zero. */
  boolean isSparse() {
    return sparse;
  }

  /** Fields, the name included. */
  int numbers() {
    return fields.size();
  }

  /** The number in a column that every line has. */
  int number(int column) {
    return number(column, form.columns().get(column));
  }

  int number(int column, String what) {
    String text = fields.get(column);
    require(
        text.matches("[0-9]{1,9}") && Integer.parseInt(text) > 0,
        what + " must be a whole number from 1 to 999999999, found " + Excerpt.quoted(text));
    return Integer.parseInt(text);
  }

  void atMost(int count) {
    if (fields.size() > count) {
      throw error(
          "field " + (count + 1) + ", " + Excerpt.quoted(fields.get(count)) + ", has no meaning");
    }
  }

  void require(boolean condition, String message) {
    if (!condition) {
      throw error(message);
    }
  }

  private WorkloadException error(String message) {
    return new WorkloadException(place + ":" + number + ": " + message);
  }
}
