package dev.npusim.npu.simulate;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;

/**
 * Says why the array was idle: walks back from the end of a gap along the instructions that held it
 * up, and gives each the part of the gap in which it ran.
 */
final class StallTracer {
  private final Program program;
  private final Timeline timeline;

  StallTracer(Program program, Timeline timeline) {
    this.program = program;
    this.timeline = timeline;
  }

  /**
   * Causes of the idle cycles [from, to) before instruction {@code id}; they add up to {@code to -
   * from}.
   */
  Stalls causes(int id, long from, long to) {
    long dram = 0;
    long vector = 0;
    long dependency = 0;
    long until = to;
    int current = id;
    while (until > from) {
      int blocker = timeline.blocker[current];
      if (blocker == Timeline.NONE) {
        dependency += until - from;
        break;
      }
      long end = Math.min(until, Math.max(from, timeline.done[blocker]));
      dependency += until - end;
      long begin = Math.max(from, Math.min(end, timeline.issue[blocker]));
      Instruction instruction = program.instructions().get(blocker);
      if (instruction instanceof Transfer) {
        dram += end - begin;
      } else if (instruction instanceof VectorTile) {
        vector += end - begin;
      } else {
        dependency += end - begin;
      }
      until = begin;
      current = blocker;
    }
    return new Stalls(dram, 0, vector, dependency);
  }
}
