package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;
import java.util.Arrays;

/**
 * Every instruction takes the time its work takes, waits for its dependencies and its engine, and
 * for nothing else. Engines (the array and the vector unit of each core, each DMA channel with its
 * set-up, the DRAM bus) run one instruction at a time in program order.
 */
final class TimelineCheck {
  static final int NONE = -1;

  private final Run run;
  private final Execution log;
  private final Durations durations;

  /** Per instruction: the one that kept it from starting earlier, or NONE. */
  final int[] heldBy;

  private final int[] lastOnChannel;
  private final int[] lastOnArray;
  private final int[] lastOnVector;
  private int lastOnBus = NONE;
  private int lastOnWeightPort = NONE;

  /** Per instruction: cycles that its engine is held before, because a layer begins. */
  private final long[] launch;

  TimelineCheck(Run run, Durations durations) {
    this.run = run;
    this.log = run.log();
    this.durations = durations;
    this.heldBy = new int[run.program().instructions().size()];
    this.lastOnChannel = new int[run.npu().dma().channels()];
    Arrays.fill(lastOnChannel, NONE);
    this.lastOnArray = new int[run.npu().cores()];
    this.lastOnVector = new int[run.npu().cores()];
    Arrays.fill(lastOnArray, NONE);
    Arrays.fill(lastOnVector, NONE);
    this.launch = LaunchCheck.cycles(run);
  }

  void check() {
    for (Instruction instruction : run.program().instructions()) {
      durations(instruction);
      order(instruction);
    }
  }

  private void durations(Instruction instruction) {
    int id = instruction.id();
    long lead = log.start().get(id) - log.issue().get(id);
    long busy = log.busyEnd().get(id) - log.start().get(id);
    long tail = log.done().get(id) - log.busyEnd().get(id);
    duration(instruction, "set-up", lead, durations.lead(instruction));
    long least = durations.busy(instruction);
    long most = durations.mostBusy(instruction);
    // Within a range the reported time stands; outside it the nearer end is what it should be.
    duration(instruction, "work", busy, Math.max(least, Math.min(most, busy)));
    duration(instruction, "tail", tail, durations.tail(instruction, busy));
    if (log.issue().get(id) < 0) {
      run.findings().add(Kind.DURATION, run.name(instruction) + " is issued before the run");
    }
  }

  private void duration(Instruction instruction, String what, long reported, long expected) {
    if (reported != expected) {
      run.findings()
          .add(
              Kind.DURATION,
              run.name(instruction)
                  + ": "
                  + what
                  + " of "
                  + reported
                  + " cycles, should be "
                  + expected);
    }
  }

  private void order(Instruction instruction) {
    int id = instruction.id();
    heldBy[id] = NONE;
    long ready = dependencies(instruction);
    int before = NONE;
    int core = Cores.of(instruction);
    if (instruction instanceof ArrayTile) {
      before = lastOnArray[core];
      lastOnArray[core] = id;
    } else if (instruction instanceof VectorTile) {
      before = lastOnVector[core];
      lastOnVector[core] = id;
    } else if (instruction instanceof Transfer transfer) {
      int previous = lastOnChannel[transfer.channel()];
      ready = Math.max(ready, onChannel(instruction, previous, ready));
      lastOnChannel[transfer.channel()] = id;
      if (durations.fromWeights(transfer)) {
        before = lastOnWeightPort;
        lastOnWeightPort = id;
      } else {
        before = lastOnBus;
        lastOnBus = id;
      }
    }
    long prepared = ready + durations.lead(instruction);
    long begin = run.npu().runLaunchCycles();
    long free = (before == NONE ? begin : log.busyEnd().get(before)) + launch[id];
    if (free > prepared) {
      heldBy[id] = before;
    }
    long start = log.start().get(id);
    if (start < free) {
      run.findings()
          .add(
              Kind.ENGINE,
              run.name(instruction)
                  + " starts at cycle "
                  + start
                  + " while instruction "
                  + before
                  + " has its engine until "
                  + free);
    } else if (start > Math.max(free, prepared)) {
      run.findings()
          .add(
              Kind.DELAY,
              run.name(instruction)
                  + " starts at cycle "
                  + start
                  + ", could at "
                  + Math.max(free, prepared));
    }
  }

  /** When the last dependency is done. */
  private long dependencies(Instruction instruction) {
    int id = instruction.id();
    ImmutableIntArray after = instruction.after();
    long ready = run.npu().runLaunchCycles();
    for (int i = 0; i < after.length(); i++) {
      long done = log.done().get(after.get(i));
      if (done > ready) {
        ready = done;
        heldBy[id] = after.get(i);
      }
    }
    if (log.issue().get(id) < ready) {
      run.findings()
          .add(
              Kind.DEPENDENCY,
              run.name(instruction)
                  + " depends on instruction "
                  + heldBy[id]
                  + ", which is done at "
                  + ready);
    }
    return ready;
  }

  /** When the channel is free for the next descriptor. */
  private long onChannel(Instruction instruction, int previous, long ready) {
    if (previous == NONE) {
      return 0;
    }
    long free = log.done().get(previous);
    if (free > ready) {
      heldBy[instruction.id()] = previous;
    }
    if (log.issue().get(instruction.id()) < free) {
      run.findings()
          .add(
              Kind.ENGINE,
              run.name(instruction)
                  + " uses a channel that instruction "
                  + previous
                  + " has until "
                  + free);
    }
    return free;
  }
}
