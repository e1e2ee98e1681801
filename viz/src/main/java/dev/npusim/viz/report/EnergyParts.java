package dev.npusim.viz.report;

import dev.npusim.npu.cost.Energy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Energy by component as rows for pictures. */
public final class EnergyParts {
  /** Names in the order of {@link #of}. */
  public static final List<String> NAMES =
      List.of("MAC", "vector", "accumulator", "SRAM", "DRAM", "static");

  private EnergyParts() {}

  /** Joules by component. */
  public static double[] of(Energy energy) {
    return new double[] {
      energy.mac(), energy.vector(), energy.local(), energy.sram(), energy.dram(), energy.staticJ()
    };
  }

  /** Energy of each block, blocks in order of first appearance. */
  public static Map<String, Energy> byBlock(List<LayerRow> rows) {
    Map<String, Energy> blocks = new LinkedHashMap<>();
    for (Blocks.Run run : Blocks.of(rows)) {
      for (LayerRow row : rows.subList(run.begin(), run.end())) {
        blocks.merge(Blocks.label(run.name()), row.activity().energy(), Energy::plus);
      }
    }
    return blocks;
  }
}
