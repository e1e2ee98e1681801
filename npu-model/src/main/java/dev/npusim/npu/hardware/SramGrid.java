package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The shipped table of memories (CACTI 7, and published figures for 7 nm): energy of one access,
 * leakage and area by process, capacity and bits per access. Between rows by straight lines in
 * log-log, along the capacity first and then between the widths; beyond them the lines go on and
 * the figure is marked.
 */
final class SramGrid {
  /** Bits per access of the rows that every process has. */
  static final int WIDTH = 64;

  private static final int COLUMNS = 9;

  /** The process whose ratio of widths stands in where a process has one width only. */
  private static final String WIDTHS = "45nm";

  private static final ImmutableList<Row> ROWS =
      EnergyTable.rows("sram_energy.csv", COLUMNS).stream()
          .map(SramGrid::row)
          .collect(ImmutableList.toImmutableList());

  private SramGrid() {}

  /**
   * A row of the table.
   *
   * @param leakageMilliwatts NaN where unknown
   * @param areaMm2 NaN where unknown
   */
  record Row(
      String process,
      int width,
      long bytes,
      double readPj,
      double writePj,
      double leakageMilliwatts,
      double areaMm2,
      Status status,
      String source) {}

  /** A figure and how it was found. */
  record Figure(double value, String how, Status status, String source) {
    Figure scaled(double factor, String reason) {
      return new Figure(value * factor, how + ", " + reason, Status.ASSUMPTION, source);
    }
  }

  static ImmutableList<String> processes() {
    return ROWS.stream().map(Row::process).distinct().collect(ImmutableList.toImmutableList());
  }

  /** Empty where the process has no rows with this column. */
  static Optional<Figure> at(String process, int width, long bytes, ToDoubleFunction<Row> column) {
    List<Integer> widths =
        ROWS.stream()
            .filter(row -> row.process().equals(process))
            .map(Row::width)
            .distinct()
            .sorted()
            .toList();
    if (widths.contains(width)) {
      return ofWidth(process, width, bytes, column);
    }
    Optional<Figure> narrow = ofWidth(process, WIDTH, bytes, column);
    if (widths.size() < 2 || narrow.isEmpty()) {
      return narrow.flatMap(
          figure ->
              at(WIDTHS, width, bytes, column)
                  .map(
                      wide ->
                          figure.scaled(
                              wide.value()
                                  / ofWidth(WIDTHS, WIDTH, bytes, column).orElseThrow().value(),
                              "64 to " + width + " bit by the ratio at " + WIDTHS)));
    }
    double[] x = widths.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] y =
        widths.stream()
            .mapToDouble(w -> ofWidth(process, w, bytes, column).orElseThrow().value())
            .toArray();
    boolean isOutside = width < x[0] || width > x[x.length - 1];
    Figure base = narrow.get();
    return Optional.of(
        new Figure(
            new LogLog(x, y).at(width),
            base.how()
                + (isOutside
                    ? ", EXTRAPOLATED in log-log beyond 64 to "
                    : ", log-log within 64 to ")
                + widths.get(widths.size() - 1)
                + " bit",
            isOutside ? Status.ASSUMPTION : weaker(base.status(), Status.DERIVED),
            base.source()));
  }

  private static Optional<Figure> ofWidth(
      String process, int width, long bytes, ToDoubleFunction<Row> column) {
    List<Row> rows =
        ROWS.stream()
            .filter(row -> row.process().equals(process) && row.width() == width)
            .filter(row -> !Double.isNaN(column.applyAsDouble(row)))
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Row first = rows.get(0);
    Row last = rows.get(rows.size() - 1);
    boolean isOutside = bytes < first.bytes() || bytes > last.bytes();
    boolean isRow = rows.stream().anyMatch(row -> row.bytes() == bytes);
    String how =
        isRow
            ? "at " + Kinds.SIZE.format(bytes)
            : (isOutside
                    ? "EXTRAPOLATED in log-log beyond the rows "
                    : "log-log interpolation within ")
                + Kinds.SIZE.format(first.bytes())
                + " to "
                + Kinds.SIZE.format(last.bytes());
    LogLog line =
        new LogLog(
            rows.stream().mapToDouble(Row::bytes).toArray(),
            rows.stream().mapToDouble(column).toArray());
    Status status =
        isOutside
            ? Status.ASSUMPTION
            : isRow ? first.status() : weaker(first.status(), Status.DERIVED);
    return Optional.of(new Figure(line.at(bytes), how, status, first.source()));
  }

  static Status weaker(Status a, Status b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Row row(List<String> cells) {
    return new Row(
        cells.get(0),
        Integer.parseInt(cells.get(1)),
        Long.parseLong(cells.get(2)),
        Double.parseDouble(cells.get(3)),
        Double.parseDouble(cells.get(4)),
        cells.get(5).isEmpty() ? Double.NaN : Double.parseDouble(cells.get(5)),
        cells.get(6).isEmpty() ? Double.NaN : Double.parseDouble(cells.get(6)),
        Status.valueOf(cells.get(7).toUpperCase(Locale.ROOT)),
        cells.get(8));
  }
}
