package dev.npusim.viz.report;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.List;

/** Which layer to name for the moment the SRAM is fullest. */
final class PeakLayer {
  private PeakLayer() {}

  /**
   * The layer whose array work ends next if it saw the peak; otherwise the first to end of those
   * that did. Empty when nothing ran.
   */
  static String of(Execution execution, List<LayerRow> rows) {
    long cycle = execution.peakSramCycle();
    for (Instruction instruction : execution.program().instructions()) {
      if (instruction instanceof ArrayTile && execution.busyEnd().get(instruction.id()) > cycle) {
        LayerRow row = rows.get(instruction.layer());
        if (saw(execution, row.activity())) {
          return row.name();
        }
        break;
      }
    }
    String name = "";
    long end = Long.MAX_VALUE;
    for (LayerRow row : rows) {
      if (saw(execution, row.activity()) && row.activity().endCycle() < end) {
        end = row.activity().endCycle();
        name = row.name();
      }
    }
    return name;
  }

  private static boolean saw(Execution execution, LayerActivity activity) {
    return activity.startCycle() <= execution.peakSramCycle()
        && execution.peakSramCycle() < activity.endCycle()
        && activity.peakSramBytes() == execution.peakSramBytes();
  }
}
