package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import java.util.ArrayList;
import java.util.List;

/**
 * Measured rows: CSV with a header, comments in lines that begin with {@code #}, cells in double
 * quotes where they hold commas (RFC 4180, without line breaks in cells). Only the columns that are
 * asked for have to be numbers.
 *
 * @param file how messages call it
 * @param comments the lines of comment without their {@code #}: where the rows come from
 */
public record Measurements(
    String file,
    ImmutableList<String> comments,
    ImmutableList<String> columns,
    ImmutableList<Row> rows) {
  /**
   * One row.
   *
   * @param line in the file, from 1
   */
  public record Row(int line, ImmutableList<String> cells) {}

  /**
   * @throws CalibrationException with the line where the text is no such table
   */
  public static Measurements parse(String file, String text) {
    ImmutableList.Builder<String> comments = ImmutableList.builder();
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    ImmutableList<String> columns = ImmutableList.of();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 ? withoutMark(lines.get(i)) : lines.get(i);
      if (line.startsWith("#")) {
        comments.add(line.substring(1).strip());
      } else if (!line.isBlank()) {
        ImmutableList<String> cells = cells(file, i + 1, line);
        if (columns.isEmpty()) {
          columns = header(file, i + 1, cells);
        } else if (cells.size() != columns.size()) {
          throw new CalibrationException(
              "%s:%d: %d cells; the header has %d columns"
                  .formatted(file, i + 1, cells.size(), columns.size()));
        } else {
          rows.add(new Row(i + 1, cells));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new CalibrationException(file + ": empty; expected a header and rows of measurements");
    }
    return new Measurements(file, comments.build(), columns, rows.build());
  }

  /**
   * The number in a cell.
   *
   * @param place of the option that named the column, for the message
   * @throws CalibrationException where there is no such column, or the cell holds no finite number
   *     of at least 0
   */
  public double number(String place, Row row, String column) {
    int index = index(place, column);
    String cell = row.cells().get(index);
    String found = "%s:%d: column %s".formatted(file, row.line(), column);
    double value;
    try {
      value = Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      throw new CalibrationException(
          found
              + (cell.isEmpty() ? " is empty" : ": " + Excerpt.quoted(cell) + " is no number")
              + "; expected a finite number of at least 0");
    }
    if (!Double.isFinite(value) || value < 0) {
      throw new CalibrationException(
          found + ": " + Excerpt.quoted(cell) + "; expected a finite number of at least 0");
    }
    return value;
  }

  /**
   * @throws CalibrationException with the nearest name where there is no such column
   */
  public int index(String place, String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw new CalibrationException(
          "%s: %s has no column %s%s"
              .formatted(place, file, Excerpt.quoted(column), NearestName.hint(column, columns)));
    }
    return index;
  }

  /** Spreadsheets write a byte order mark. */
  private static String withoutMark(String line) {
    return line.startsWith("\uFEFF") ? line.substring(1) : line;
  }

  private static ImmutableList<String> header(String file, int line, List<String> names) {
    for (String name : names) {
      if (name.isEmpty()) {
        throw new CalibrationException(file + ":" + line + ": a column has no name");
      }
      if (names.indexOf(name) != names.lastIndexOf(name)) {
        throw new CalibrationException(
            file + ":" + line + ": two columns are called " + Excerpt.quoted(name));
      }
    }
    return ImmutableList.copyOf(names);
  }

  private static ImmutableList<String> cells(String file, int number, String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw new CalibrationException(file + ":" + number + ": a quote is not closed");
    }
    cells.add(cell.toString().strip());
    return ImmutableList.copyOf(cells);
  }
}
