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

/**
 * Published energies of operations by process and of DRAM by family, from the shipped table; nodes
 * without rows of their own lie between their neighbours, see {@link ProcessNodes}.
 */
final class EnergyTable {
  private static final int COLUMNS = 6;

  /** The table's name for rows that are no process. */
  private static final String DRAM = "dram";

  /** The largest process with rows of its own. */
  private static final String LARGEST = "45nm";

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

  /** Such as {@code int8_multiply} at {@code 7nm}, in pJ; empty for an unknown process. */
  static Optional<Constant> operation(String quantity, String process) {
    Optional<Constant> tabled = row(quantity, process);
    if (tabled.isPresent() || !ProcessNodes.NAMES.contains(process)) {
      return tabled;
    }
    double wanted = ProcessNodes.nanometres(process);
    if (wanted > ProcessNodes.nanometres(LARGEST)) {
      return row(quantity, LARGEST)
          .map(
              c ->
                  Constant.computed(
                      c.value() * ProcessNodes.ENERGY_65_TO_45,
                      c.unit(),
                      c.source() + " at 45nm, to 65nm by " + ProcessNodes.SCALING,
                      Status.ASSUMPTION));
    }
    ImmutableList<String> nodes = ProcessNodes.around(process, processes());
    Optional<Constant> small = row(quantity, nodes.get(0));
    Optional<Constant> large = row(quantity, nodes.get(1));
    if (small.isEmpty() || large.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Constant.computed(
            ProcessNodes.between(process, nodes, small.get().value(), large.get().value()),
            small.get().unit(),
            ProcessNodes.how(process, nodes)
                + " ("
                + small.get().source()
                + "; "
                + large.get().source()
                + ")",
            Status.ASSUMPTION));
  }

  private static Optional<Constant> row(String quantity, String process) {
    return ROWS.stream()
        .filter(row -> row.quantity().equals(quantity) && row.process().equals(process))
        .findFirst()
        .map(Row::constant);
  }

  /** Such as {@code lpddr5}, in pJ/bit. */
  static Optional<Constant> dram(String family) {
    return row(family, DRAM);
  }

  static ImmutableList<String> dramFamilies() {
    return ROWS.stream()
        .filter(row -> row.process().equals(DRAM))
        .map(Row::quantity)
        .collect(ImmutableList.toImmutableList());
  }

  /** The processes with rows of their own. */
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
