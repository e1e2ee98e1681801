package dev.npusim.npu.cost;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What SCALE-Sim v3 measured for matrix products and convolutions on systolic arrays. */
public final class ScaleSimRuns {
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
    /** Its array: one MAC per PE and cycle, no shadow register. */
    public ArraySpec array() {
      return new ArraySpec(
          rows,
          columns,
          ArraySpec.Timing.SYSTOLIC,
          ArraySpec.DataflowPolicy.FLEXIBLE,
          false,
          ImmutableMap.of("int8", 1.0));
    }

    @Override
    public String toString() {
      return "%d: %s %s, %dx%dx%d on %dx%d"
          .formatted(row, layer, dataflow.shortName(), m, n, k, rows, columns);
    }
  }

  private ScaleSimRuns() {}

  public static List<Run> all() {
    try {
      return Resources.readLines(
              Resources.getResource(ScaleSimRuns.class, "scalesim_cycles.csv"),
              StandardCharsets.UTF_8)
          .stream()
          .filter(line -> !line.startsWith("#") && !line.startsWith("row"))
          .map(line -> run(line.split(",", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Run run(String[] field) {
    return new Run(
        Integer.parseInt(field[0]),
        field[1],
        dataflow(field[2]),
        Integer.parseInt(field[3]),
        Integer.parseInt(field[4]),
        Integer.parseInt(field[5]),
        Integer.parseInt(field[6]),
        Integer.parseInt(field[7]),
        Long.parseLong(field[8]) + 1,
        Long.parseLong(field[9]),
        Long.parseLong(field[10]));
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
