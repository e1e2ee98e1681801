package dev.npusim.npu.check;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.ArrayList;
import java.util.List;

/** Sums of one layer, counted from the event log. */
final class Tally {
  long begin = Long.MAX_VALUE;
  long end;
  long macs;
  long arrayMacs;

  /** MACs without those that the structure of the weights leaves out. */
  long executed;

  long laneOps;
  long arrayCycles;
  long vectorCycles;
  long dramCycles;
  long dramRead;
  long dramWritten;
  long busBytes;
  long weightMemory;
  long sramRead;
  long sramWritten;
  long local;

  boolean ran() {
    return end > 0;
  }

  /** One per node of the scheduled graph. */
  static List<Tally> of(Run run, Durations durations) {
    List<Tally> tallies = new ArrayList<>();
    for (int layer = 0; layer < run.graph().nodes().size(); layer++) {
      tallies.add(new Tally());
    }
    for (Instruction instruction : run.program().instructions()) {
      Tally tally = tallies.get(instruction.layer());
      int id = instruction.id();
      long busy = run.log().busyEnd().get(id) - run.log().start().get(id);
      tally.during(run, id);
      tally.sramRead = Math.addExact(tally.sramRead, durations.sramRead(instruction));
      tally.sramWritten = Math.addExact(tally.sramWritten, durations.sramWritten(instruction));
      tally.local = Math.addExact(tally.local, durations.local(instruction));
      if (instruction instanceof ArrayTile tile) {
        tally.arrayCycles += busy;
        tally.macs = Math.addExact(tally.macs, tile.macs());
        long executed = durations.executed(tile);
        tally.arrayMacs = Math.addExact(tally.arrayMacs, executed);
        tally.executed = Math.addExact(tally.executed, executed);
      } else if (instruction instanceof Transfer transfer && durations.fromWeights(transfer)) {
        tally.weightMemory = Math.addExact(tally.weightMemory, transfer.bytes());
      } else if (instruction instanceof Transfer transfer) {
        tally.dramCycles += busy;
        tally.busBytes = Math.addExact(tally.busBytes, durations.busBytes(transfer));
        if (transfer.fromDram()) {
          tally.dramRead = Math.addExact(tally.dramRead, transfer.bytes());
        } else {
          tally.dramWritten = Math.addExact(tally.dramWritten, transfer.bytes());
        }
      } else if (instruction instanceof VectorTile tile) {
        for (Stage stage : tile.stages()) {
          Tally own = tallies.get(stage.layer());
          own.during(run, id);
          own.macs = Math.addExact(own.macs, stage.macs());
          own.executed = Math.addExact(own.executed, stage.macs());
          own.laneOps = Math.addExact(own.laneOps, stage.laneOps());
          own.vectorCycles +=
              Math.round((double) busy * stage.laneOps() / Math.max(1, tile.laneOps()));
        }
      }
    }
    return tallies;
  }

  private void during(Run run, int id) {
    begin = Math.min(begin, run.log().issue().get(id));
    end = Math.max(end, run.log().done().get(id));
  }
}
