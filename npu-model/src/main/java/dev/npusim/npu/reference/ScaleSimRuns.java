package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Dataflow;
import java.util.List;
import java.util.Locale;

/** What SCALE-Sim v3 measured for matrix products and convolutions on systolic arrays. */
public final class ScaleSimRuns {
  /** The runs' file. */
  static final Table TABLE = Table.read("scalesim.csv");

  /**
   * One run.
   *
   * @param cycles of the whole run (the file has the index of the last cycle, one less)
   * @param inputReads elements of the M x K operand read from SRAM
   * @param weightReads elements of the K x N operand read from SRAM
   */
  public record Run(
      int row,
      String layer,
      Dataflow dataflow,
      int rows,
      int columns,
      int m,
      int n,
      int k,
      long cycles,
      long inputReads,
      long weightReads) {
    /** A chip with its array: one MAC per PE and cycle, no shadow register, unlimited ports. */
    public Npu npu() {
      return Npus.parse(
              "scalesim.yaml",
              YAML,
              List.of(
                  "array.rows=" + rows,
                  "array.columns=" + columns,
                  "array.dataflow=" + policy().name().toLowerCase(Locale.ROOT)))
          .npu();
    }

    private ArraySpec.DataflowPolicy policy() {
      return switch (dataflow) {
        case WEIGHT_STATIONARY -> ArraySpec.DataflowPolicy.WEIGHT_STATIONARY;
        case INPUT_STATIONARY -> ArraySpec.DataflowPolicy.INPUT_STATIONARY;
        case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED ->
            ArraySpec.DataflowPolicy.OUTPUT_STATIONARY;
      };
    }

    @Override
    public String toString() {
      return "%d: %s %s, %dx%dx%d on %dx%d"
          .formatted(row, layer, dataflow.shortName(), m, n, k, rows, columns);
    }
  }

  /** Memories so large and wide that only the array takes time. */
  private static final String YAML =
      """
      clock: 1 GHz
      array: {rows: 1, columns: 1, timing: systolic, weight_double_buffer: false}
      vector: {lanes: 1}
      memories:
        - {name: accumulator, size: 1 GiB, bandwidth: 1000000000 B/cycle}
        - {name: sram, size: 1 GiB, bandwidth: 1000000000 B/cycle}
        - {name: dram, bandwidth: 1000000000 GB/s}
      energy: {dram: 1 pJ/bit}
      """;

  private ScaleSimRuns() {}

  public static ImmutableList<Run> all() {
    return TABLE.rows().stream().map(ScaleSimRuns::run).collect(ImmutableList.toImmutableList());
  }

  private static Run run(Table.Row row) {
    return new Run(
        row.whole("row"),
        row.text("layer"),
        dataflow(row.text("dataflow")),
        row.whole("rows"),
        row.whole("columns"),
        row.whole("m"),
        row.whole("n"),
        row.whole("k"),
        row.count("total_cycles") + 1,
        row.count("input_reads"),
        row.count("weight_reads"));
  }

  private static Dataflow dataflow(String name) {
    return switch (name) {
      case "os" -> Dataflow.OUTPUT_STATIONARY;
      case "ws" -> Dataflow.WEIGHT_STATIONARY;
      case "is" -> Dataflow.INPUT_STATIONARY;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
