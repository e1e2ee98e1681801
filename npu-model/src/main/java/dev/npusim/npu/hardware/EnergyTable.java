package dev.npusim.npu.hardware;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Published energies of operations by process and of DRAM by family, from the shipped table. */
final class EnergyTable {
  private static final int COLUMNS = 6;

  /** The table's name for rows that are no process. */
  private static final String DRAM = "dram";

  private static final ImmutableList<Row> ROWS =
      rows("energy_constants.csv", COLUMNS).stream()
          .map(
              cells ->
                  new Row(
                      cells.get(0),
                      cells.get(1),
                      new Constant(
                          Double.parseDouble(cells.get(2)),
                          cells.get(3),
                          cells.get(5),
                          Status.valueOf(cells.get(4).toUpperCase(Locale.ROOT)))))
          .collect(ImmutableList.toImmutableList());

  private EnergyTable() {}

  private record Row(String quantity, String process, Constant constant) {}

  /** Such as {@code int8_multiply} at {@code 7nm}, in pJ. */
  static Optional<Constant> operation(String quantity, String process) {
    return ROWS.stream()
        .filter(row -> row.quantity().equals(quantity) && row.process().equals(process))
        .findFirst()
        .map(Row::constant);
  }

  /** Such as {@code lpddr5}, in pJ/bit. */
  static Optional<Constant> dram(String family) {
    return operation(family, DRAM);
  }

  static ImmutableList<String> dramFamilies() {
    return ROWS.stream()
        .filter(row -> row.process().equals(DRAM))
        .map(Row::quantity)
        .collect(ImmutableList.toImmutableList());
  }

  /** The processes with operations. */
  static ImmutableList<String> processes() {
    return ROWS.stream()
        .map(Row::process)
        .filter(process -> !process.equals(DRAM))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** The rows of a shipped table without comments and header; the last column may have commas. */
  static ImmutableList<List<String>> rows(String file, int columns) {
    try {
      return Resources.readLines(
              Resources.getResource(EnergyTable.class, file), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> !line.startsWith("#"))
          .skip(1)
          .map(line -> Splitter.on(',').limit(columns).splitToList(line))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
