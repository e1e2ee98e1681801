package dev.npusim.viz.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of text that fit a width: numbers to the right, names to the left; where it is too narrow
 * the widest name columns are shortened in the middle; where that is not enough, the columns are
 * shown in several parts one below the other, each with the first column of names.
 */
public final class Table {
  private enum Kind {
    /** Tells rows apart; never shortened. */
    KEY,
    /** May be shortened. */
    NAME,
    WORD,
    NUMBER
  }

  private static final String GAP = "  ";
  private static final int LEAST = 8;

  private final int width;
  private final List<String> headers = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param width characters per line
   */
  public Table(int width) {
    this.width = width;
  }

  /** Adds a column of keys that tell rows apart, which stay whole. */
  public Table key(String header) {
    headers.add(header);
    kinds.add(Kind.KEY);
    return this;
  }

  /** Adds a column of names, which may be shortened. */
  public Table name(String header) {
    headers.add(header);
    kinds.add(Kind.NAME);
    return this;
  }

  /** Adds a column of words, which are shortened last. */
  public Table word(String header) {
    headers.add(header);
    kinds.add(Kind.WORD);
    return this;
  }

  /** Adds a column of numbers with units. */
  public Table number(String header) {
    headers.add(header);
    kinds.add(Kind.NUMBER);
    return this;
  }

  /** Adds a row with one cell per column. */
  public Table row(String... cells) {
    if (cells.length != headers.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + headers);
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(Text.printable(cell));
    }
    rows.add(row);
    return this;
  }

  /** Lines with a header, each ending with a line feed; parts are a blank line apart. */
  public String render() {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    for (List<Integer> part : parts(widths)) {
      text.append(text.length() > 0 ? "\n" : "");
      line(text, headers, widths, part);
      List<String> rule = new ArrayList<>();
      for (int column : widths) {
        rule.add("-".repeat(column));
      }
      line(text, rule, widths, part);
      rows.forEach(row -> line(text, row, widths, part));
    }
    return text.toString();
  }

  /** Columns that fit one line; all but the first part begin with the keys or names again. */
  private List<List<Integer>> parts(int[] widths) {
    int keys = kinds.indexOf(Kind.KEY);
    int names = keys >= 0 ? keys : Math.max(0, kinds.indexOf(Kind.NAME));
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> part = new ArrayList<>();
    int length = 0;
    for (int column = 0; column < widths.length; column++) {
      int added = (part.isEmpty() ? 0 : GAP.length()) + widths[column];
      if (part.size() > 1 && length + added > width) {
        parts.add(part);
        part = new ArrayList<>(List.of(names));
        length = widths[names];
        added = GAP.length() + widths[column];
      }
      part.add(column);
      length += added;
    }
    parts.add(part);
    return parts;
  }

  private int[] widths() {
    int[] widths = new int[headers.size()];
    int total = GAP.length() * (widths.length - 1);
    for (int column = 0; column < widths.length; column++) {
      widths[column] = headers.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
      total += widths[column];
    }
    total = shrink(widths, Kind.NAME, total);
    shrink(widths, Kind.WORD, total);
    return widths;
  }

  /** Takes characters from the widest columns of a kind; returns the width of a line then. */
  private int shrink(int[] widths, Kind kind, int lineWidth) {
    int total = lineWidth;
    for (; total > width; total--) {
      int widest = -1;
      for (int column = 0; column < widths.length; column++) {
        boolean shrinkable = kinds.get(column) == kind && widths[column] > LEAST;
        if (shrinkable && (widest < 0 || widths[column] > widths[widest])) {
          widest = column;
        }
      }
      if (widest < 0) {
        break;
      }
      widths[widest]--;
    }
    return total;
  }

  private void line(StringBuilder text, List<String> cells, int[] widths, List<Integer> part) {
    StringBuilder line = new StringBuilder();
    for (int column : part) {
      String cell = Text.truncate(cells.get(column), widths[column]);
      line.append(line.length() == 0 ? "" : GAP)
          .append(
              kinds.get(column) == Kind.NUMBER
                  ? Text.right(cell, widths[column])
                  : Text.left(cell, widths[column]));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
