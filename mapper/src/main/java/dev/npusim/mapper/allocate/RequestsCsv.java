package dev.npusim.mapper.allocate;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Buffers in MiniMalloc's CSV: {@code id,lower,upper,size}, in any order of columns. */
public final class RequestsCsv {
  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("id", "lower", "upper", "size");

  /** Sum of all sizes, so that no address overflows whatever the order. */
  private static final long MOST = 1L << 62;

  private final String file;
  private int[] position = new int[COLUMNS.size()];

  private RequestsCsv(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file how messages call it
   * @throws AllocationException with line and column where it is not understood
   */
  public static ImmutableList<Request> read(String file, String text) {
    return new RequestsCsv(file).rows(text.lines().toList());
  }

  private ImmutableList<Request> rows(List<String> lines) {
    if (lines.isEmpty()) {
      throw new AllocationException(file + ": empty; expected a header " + header());
    }
    List<String> names = cells(lines.get(0));
    readHeader(names);
    ImmutableList.Builder<Request> requests = ImmutableList.builder();
    Set<String> ids = new HashSet<>();
    long room = MOST;
    for (int line = 1; line < lines.size(); line++) {
      if (lines.get(line).isBlank()) {
        continue;
      }
      List<String> cells = cells(lines.get(line));
      if (cells.size() != names.size()) {
        throw at(line, 1, cells.size() + " columns; the header has " + names.size());
      }
      Request request = request(line, lines.get(line), cells);
      if (request.id().isEmpty()) {
        throw at(line, 1, "a buffer without an id");
      }
      if (!ids.add(request.id())) {
        throw at(line, 1, "a second buffer is called " + Excerpt.quoted(request.id()));
      }
      room -= request.size();
      if (room < 0) {
        throw at(line, 1, "up to buffer " + request.id() + " the sizes add up to more than 2^62");
      }
      requests.add(request);
    }
    return requests.build();
  }

  private void readHeader(List<String> names) {
    for (String name : names) {
      if (!COLUMNS.contains(name)) {
        throw at(
            0,
            1,
            "a column is called "
                + Excerpt.quoted(name)
                + "; expected "
                + header()
                + NearestName.hint(name, COLUMNS));
      }
    }
    for (int c = 0; c < COLUMNS.size(); c++) {
      position[c] = names.indexOf(COLUMNS.get(c));
      if (position[c] < 0 || names.lastIndexOf(COLUMNS.get(c)) != position[c]) {
        throw at(0, 1, "expected one column " + COLUMNS.get(c) + " in the header " + header());
      }
    }
  }

  private Request request(int line, String text, List<String> cells) {
    long lower = number(line, text, cells, 1);
    long upper = number(line, text, cells, 2);
    long size = number(line, text, cells, 3);
    try {
      return new Request(cells.get(position[0]), lower, upper, size);
    } catch (IllegalArgumentException e) {
      throw at(line, 1, String.valueOf(e.getMessage()));
    }
  }

  private long number(int line, String text, List<String> cells, int column) {
    int at = position[column];
    try {
      return Long.parseLong(cells.get(at));
    } catch (NumberFormatException e) {
      int begin = 1;
      for (int c = 0; c < at; c++) {
        begin = text.indexOf(',', begin - 1) + 2;
      }
      throw at(
          line,
          begin,
          COLUMNS.get(column)
              + " is "
              + Excerpt.quoted(cells.get(at))
              + ", expected a whole number below 2^63");
    }
  }

  private AllocationException at(int line, int column, String message) {
    return new AllocationException(file + ":" + (line + 1) + ":" + column + ": " + message);
  }

  private static List<String> cells(String line) {
    return Splitter.on(',').trimResults().splitToList(line);
  }

  private static String header() {
    return String.join(",", COLUMNS);
  }

  /** The same columns and the addresses, in the order of the requests. */
  public static String write(Allocation allocation) {
    StringBuilder text = new StringBuilder(header()).append(",offset\n");
    for (int i = 0; i < allocation.requests().size(); i++) {
      Request request = allocation.requests().get(i);
      text.append(request.id())
          .append(',')
          .append(request.lower())
          .append(',')
          .append(request.upper())
          .append(',')
          .append(request.size())
          .append(',')
          .append(allocation.offsets().get(i))
          .append('\n');
    }
    return text.toString();
  }
}
