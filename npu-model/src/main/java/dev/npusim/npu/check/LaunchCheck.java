package dev.npusim.npu.check;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Which instructions begin a layer: layers that meet in a vector instruction begin together. */
final class LaunchCheck {
  private LaunchCheck() {}

  /** Per instruction: cycles that its engine is held before it. */
  static long[] cycles(Run run) {
    long[] cycles = new long[run.program().instructions().size()];
    long each = run.npu().layerLaunchCycles();
    if (each == 0) {
      return cycles;
    }
    List<List<Integer>> meets = new ArrayList<>();
    run.graph().nodes().forEach(node -> meets.add(new ArrayList<>()));
    for (Instruction instruction : run.program().instructions()) {
      if (instruction instanceof VectorTile tile) {
        for (Stage stage : tile.stages()) {
          if (stage.layer() != tile.layer()) {
            meets.get(stage.layer()).add(tile.layer());
            meets.get(tile.layer()).add(stage.layer());
          }
        }
      }
    }
    boolean[] begun = new boolean[meets.size()];
    for (Instruction instruction : run.program().instructions()) {
      if (instruction instanceof Transfer || begun[instruction.layer()]) {
        continue;
      }
      cycles[instruction.id()] = each;
      Deque<Integer> open = new ArrayDeque<>(List.of(instruction.layer()));
      begun[instruction.layer()] = true;
      while (!open.isEmpty()) {
        for (int other : meets.get(open.pop())) {
          if (!begun[other]) {
            begun[other] = true;
            open.push(other);
          }
        }
      }
    }
    return cycles;
  }
}
