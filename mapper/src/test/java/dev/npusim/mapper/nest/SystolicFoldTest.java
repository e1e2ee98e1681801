package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The physical counter's fill and drain of a systolic array is that of {@link ArrayTiming}, whose
 * formulas reproduce SCALE-Sim: R + C + T - 2 cycles per output-stationary fold, 2R + C + T - 2 per
 * weight-stationary one. The sizes leave the memory's port, which also carries inputs and partial
 * sums here, below the array's time.
 */
class SystolicFoldTest {
  private static final int ROWS = 4;
  private static final int COLUMNS = 8;

  private static final String ARCHITECTURE =
      """
      name: systolic
      compute: {energy: 1}
      levels:
        - {name: register, holds: [%s], capacity: 1, energy: 0}
        - {name: memory, read_bandwidth: %s, energy: 1}
      axes:
        - {name: columns, size: 8, under: memory, delivery: forward}
        - {name: rows, size: 4, under: memory, delivery: forward}
      """;

  @ParameterizedTest
  @CsvSource({"1, 1, 10", "3, 2, 7", "5, 1, 12", "2, 4, 16"})
  void weightStationary(int rowFolds, int columnFolds, int m) {
    Layer layer = layer(m, columnFolds * COLUMNS, rowFolds * ROWS);
    CostReport report =
        cost(
            "weights",
            COLUMNS,
            layer,
            "K=" + rowFolds + ", N=" + columnFolds + ", M=" + m,
            "N=8",
            "K=4");
    assertThat(report.cycles()).isEqualTo(expected(Dataflow.WEIGHT_STATIONARY, layer));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 10", "3, 2, 7", "5, 1, 64", "2, 4, 16"})
  void outputStationary(int rowFolds, int columnFolds, int k) {
    Layer layer = layer(rowFolds * ROWS, columnFolds * COLUMNS, k);
    CostReport report =
        cost(
            "outputs",
            1000,
            layer,
            "M=" + rowFolds + ", N=" + columnFolds + ", K=" + k,
            "N=8",
            "M=4");
    assertThat(report.cycles()).isEqualTo(expected(Dataflow.OUTPUT_STATIONARY, layer));
  }

  private static Layer layer(int m, int n, int k) {
    return Layers.gemm("fold", m, n, k, Precision.W8A8);
  }

  private static CostReport cost(
      String held, int bandwidth, Layer layer, String loops, String columns, String rows) {
    Architecture architecture =
        ArchitectureYaml.read("systolic.yaml", ARCHITECTURE.formatted(held, bandwidth));
    String kept = held.equals("weights") ? "B" : "Z";
    String mapping =
        "mapping:\n"
            + "  - {level: memory, keeps: [A, B, Z], loops: [%s]}\n".formatted(loops)
            + "  - {axis: rows, loops: [%s]}\n".formatted(rows)
            + "  - {axis: columns, loops: [%s]}\n".formatted(columns)
            + "  - {level: register, keeps: [%s]}\n".formatted(kept);
    return new PhysicalCounter()
        .cost(architecture, layer, MappingText.read(architecture, "mapping.yaml", mapping));
  }

  private static long expected(Dataflow dataflow, Layer layer) {
    ArraySpec array =
        new ArraySpec(
            ROWS,
            COLUMNS,
            ArraySpec.Timing.SYSTOLIC,
            ArraySpec.DataflowPolicy.FLEXIBLE,
            false,
            ImmutableMap.of("int8", 1.0));
    return ArrayTiming.busy(
        array,
        1,
        dataflow,
        layer.dims().get(0).bound(),
        layer.dims().get(1).bound(),
        layer.dims().get(2).bound());
  }
}
