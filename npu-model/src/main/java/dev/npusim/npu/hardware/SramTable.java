package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import dev.npusim.npu.hardware.SramGrid.Figure;
import dev.npusim.npu.hardware.SramGrid.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Energy, leakage and area of SRAM by process, capacity and bits per access, from {@link SramGrid};
 * nodes without rows of their own lie between their neighbours, see {@link ProcessNodes}.
 */
final class SramTable {
  /** The grid that stands in where a process has no leakage figures. */
  private static final String LEAKAGE_FALLBACK = "45nm";

  /** The smallest node with areas of memories. */
  private static final String SMALLEST_AREA = "32nm";

  private SramTable() {}

  /** pJ per byte read in accesses of 64 bits; empty for an unknown process. */
  static Optional<Constant> readPjPerByte(String process, long bytes) {
    return readPjPerByte(process, bytes, SramGrid.WIDTH);
  }

  /** pJ per byte written in accesses of 64 bits; empty for an unknown process. */
  static Optional<Constant> writePjPerByte(String process, long bytes) {
    return writePjPerByte(process, bytes, SramGrid.WIDTH);
  }

  /**
   * @param width bits per access, all of them used
   */
  static Optional<Constant> readPjPerByte(String process, long bytes, int width) {
    return perByte(process, bytes, width, Row::readPj);
  }

  /**
   * @param width bits per access, all of them used
   */
  static Optional<Constant> writePjPerByte(String process, long bytes, int width) {
    return perByte(process, bytes, width, Row::writePj);
  }

  /** Leakage in W, a lower bound; 45 nm stands in for processes without a figure. */
  static double leakageWatts(String process, long bytes) {
    return SramGrid.at(process, SramGrid.WIDTH, bytes, Row::leakageMilliwatts)
            .or(() -> SramGrid.at(LEAKAGE_FALLBACK, SramGrid.WIDTH, bytes, Row::leakageMilliwatts))
            .orElseThrow()
            .value()
        * 1e-3;
  }

  /** mm2 of one memory of this capacity and access width. */
  static Constant areaMm2(String process, long bytes, int width) {
    Optional<Figure> tabled = SramGrid.at(process, width, bytes, Row::areaMm2);
    if (tabled.isPresent()) {
      return area(tabled.get(), process);
    }
    if (ProcessNodes.nanometres(process) > ProcessNodes.nanometres(SMALLEST_AREA)) {
      List<String> nodes = ProcessNodes.around(process, List.of("32nm", "45nm", "65nm"));
      Figure at = between(process, nodes, width, bytes, Row::areaMm2);
      return area(at, process);
    }
    Figure at = SramGrid.at(SMALLEST_AREA, width, bytes, Row::areaMm2).orElseThrow();
    double ratio = ProcessNodes.area(process) / ProcessNodes.area(SMALLEST_AREA);
    String how =
        (ProcessNodes.isAreaExtrapolated(process) ? "EXTRAPOLATED from " : "scaled from ")
            + SMALLEST_AREA
            + " as logic: "
            + ProcessNodes.SCALING;
    return area(at.scaled(ratio, how), process);
  }

  /** The processes with rows of their own. */
  static ImmutableList<String> processes() {
    return SramGrid.processes();
  }

  private static Constant area(Figure figure, String process) {
    return Constant.computed(
        figure.value(),
        "mm2",
        figure.source() + ", " + process + ", " + figure.how(),
        figure.status());
  }

  private static Optional<Constant> perByte(
      String process, long bytes, int width, ToDoubleFunction<Row> column) {
    if (!ProcessNodes.NAMES.contains(process)) {
      return Optional.empty();
    }
    Figure figure =
        SramGrid.at(process, width, bytes, column)
            .orElseGet(
                () ->
                    between(
                        process,
                        ProcessNodes.around(process, SramGrid.processes()),
                        width,
                        bytes,
                        column));
    int accessBytes = width / 8;
    return Optional.of(
        Constant.computed(
            figure.value() / accessBytes,
            "pJ/B",
            figure.source()
                + ", "
                + process
                + " "
                + width
                + "-bit access / "
                + accessBytes
                + ", "
                + figure.how(),
            figure.status()));
  }

  private static Figure between(
      String process, List<String> nodes, int width, long bytes, ToDoubleFunction<Row> column) {
    Figure small = SramGrid.at(nodes.get(0), width, bytes, column).orElseThrow();
    Figure large = SramGrid.at(nodes.get(1), width, bytes, column).orElseThrow();
    return new Figure(
        ProcessNodes.between(process, nodes, small.value(), large.value()),
        ProcessNodes.how(process, nodes)
            + (small.how().contains("EXTRAPOLATED") ? ", " + small.how() : ""),
        Status.ASSUMPTION,
        small.source().equals(large.source())
            ? small.source()
            : small.source() + " and " + large.source());
  }
}
