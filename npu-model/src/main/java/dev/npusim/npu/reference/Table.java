package dev.npusim.npu.reference;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Facts that ship with the program: a CSV file without quotes, whose comment at the head names its
 * source.
 */
final class Table {
  /** One row; cells by the names of the header. */
  record Row(ImmutableList<String> header, List<String> cells) {
    String text(String column) {
      int index = header.indexOf(column);
      if (index < 0) {
        throw new IllegalArgumentException("no column " + column + " in " + header);
      }
      return cells.get(index);
    }

    int whole(String column) {
      return Integer.parseInt(text(column));
    }

    long count(String column) {
      return Long.parseLong(text(column));
    }

    double number(String column) {
      return Double.parseDouble(text(column));
    }

    boolean flag(String column) {
      return switch (text(column)) {
        case "yes" -> true;
        case "no" -> false;
        default -> throw new IllegalArgumentException(column + ": " + text(column));
      };
    }
  }

  private final ImmutableList<String> source;
  private final ImmutableList<Row> rows;

  private Table(ImmutableList<String> source, ImmutableList<Row> rows) {
    this.source = source;
    this.rows = rows;
  }

  static Table read(String resource) {
    List<String> lines;
    try {
      lines =
          Resources.readLines(Resources.getResource(Table.class, resource), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ImmutableList<String> source =
        lines.stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.substring(1).strip())
            .collect(ImmutableList.toImmutableList());
    List<List<String>> cells =
        lines.stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> Splitter.on(',').splitToList(line))
            .toList();
    ImmutableList<String> header = ImmutableList.copyOf(cells.get(0));
    return new Table(
        source,
        cells.stream()
            .skip(1)
            .map(row -> new Row(header, row))
            .collect(ImmutableList.toImmutableList()));
  }

  ImmutableList<String> source() {
    return source;
  }

  ImmutableList<Row> rows() {
    return rows;
  }
}
