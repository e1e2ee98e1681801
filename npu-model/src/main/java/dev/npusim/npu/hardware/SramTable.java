package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Energy and leakage of SRAM by process and capacity, interpolated in log-log between the rows of
 * the shipped table (CACTI 7, and published figures for 7 nm). Rows are 64-bit accesses, so a byte
 * costs an eighth of a row.
 */
final class SramTable {
  private static final int COLUMNS = 7;
  private static final int ACCESS_BYTES = 8;

  /** The grid that stands in where a process has no leakage figures. */
  private static final String LEAKAGE_FALLBACK = "45nm";

  private static final ImmutableList<Row> ROWS =
      EnergyTable.rows("sram_energy.csv", COLUMNS).stream()
          .map(SramTable::row)
          .collect(ImmutableList.toImmutableList());

  private SramTable() {}

  private record Row(
      String process,
      long bytes,
      double readPj,
      double writePj,
      OptionalDouble leakageMilliwatts,
      Status status,
      String source) {}

  /** pJ per byte read; empty for an unknown process. */
  static Optional<Constant> readPjPerByte(String process, long bytes) {
    return perByte(process, bytes, Row::readPj);
  }

  /** pJ per byte written; empty for an unknown process. */
  static Optional<Constant> writePjPerByte(String process, long bytes) {
    return perByte(process, bytes, Row::writePj);
  }

  /** Leakage in W, a lower bound; 45 nm stands in for processes without a figure. */
  static double leakageWatts(String process, long bytes) {
    List<Row> rows = rows(process).stream().filter(r -> r.leakageMilliwatts().isPresent()).toList();
    List<Row> known = rows.isEmpty() ? rows(LEAKAGE_FALLBACK) : rows;
    return interpolation(known, r -> r.leakageMilliwatts().orElseThrow()).at(bytes) * 1e-3;
  }

  static ImmutableList<String> processes() {
    return ROWS.stream().map(Row::process).distinct().collect(ImmutableList.toImmutableList());
  }

  private static Optional<Constant> perByte(
      String process, long bytes, ToDoubleFunction<Row> column) {
    List<Row> rows = rows(process);
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
    Status status = first.status();
    if (isOutside) {
      status = Status.ASSUMPTION;
    } else if (!isRow && status == Status.CITED) {
      status = Status.DERIVED;
    }
    return Optional.of(
        Constant.computed(
            interpolation(rows, column).at(bytes) / ACCESS_BYTES,
            "pJ/B",
            first.source() + ", " + process + " 64-bit access / 8, " + how,
            status));
  }

  private static List<Row> rows(String process) {
    return ROWS.stream().filter(row -> row.process().equals(process)).toList();
  }

  private static LogLog interpolation(List<Row> rows, ToDoubleFunction<Row> column) {
    return new LogLog(
        rows.stream().mapToDouble(Row::bytes).toArray(),
        rows.stream().mapToDouble(column).toArray());
  }

  private static Row row(List<String> cells) {
    String leakage = cells.get(4);
    return new Row(
        cells.get(0),
        Long.parseLong(cells.get(1)),
        Double.parseDouble(cells.get(2)),
        Double.parseDouble(cells.get(3)),
        leakage.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(leakage)),
        Status.valueOf(cells.get(5).toUpperCase(Locale.ROOT)),
        cells.get(6));
  }
}
