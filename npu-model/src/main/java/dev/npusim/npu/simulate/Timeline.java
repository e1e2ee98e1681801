package dev.npusim.npu.simulate;

import org.jspecify.annotations.Nullable;

/**
 * When each instruction runs. Engines take their instructions in program order, and the DRAM bus
 * takes transfers in program order whatever their channel, so every time is a maximum of sums of
 * earlier times: shorter work never makes anything later. One pass, O(instructions + dependencies).
 */
final class Timeline {
  /** Stands for no instruction. */
  static final int NONE = TimedProgram.NONE;

  final long[] issue;
  final long[] start;
  final long[] busyEnd;
  final long[] done;

  /** The instruction whose end decided when this one could be issued or started. */
  final int[] blocker;

  Timeline(int size) {
    issue = new long[size];
    start = new long[size];
    busyEnd = new long[size];
    done = new long[size];
    blocker = new int[size];
  }

  /** A run that no other comes before. */
  static Timeline of(TimedProgram program) {
    Timeline timeline = new Timeline(program.size);
    timeline.run(program, new Engines(program), program.runLaunch, null, null);
    return timeline;
  }

  /**
   * Runs the program once.
   *
   * @param engines as the run before left them; changed
   * @param begin nothing is issued before this cycle
   * @param seam what instructions wait for in the run before, if there is one
   * @param before when the instructions of the run before were done
   */
  void run(
      TimedProgram program,
      Engines engines,
      long begin,
      @Nullable Seam seam,
      long @Nullable [] before) {
    for (int id = 0; id < program.size; id++) {
      if (seam != null && program.once[id]) {
        // Done long ago: whoever waits for it came behind it on his engine in the first run.
        issue[id] = 0;
        start[id] = 0;
        busyEnd[id] = 0;
        done[id] = 0;
        blocker[id] = NONE;
        continue;
      }
      long ready = begin;
      int held = NONE;
      for (int i = program.afterBegin[id]; i < program.afterBegin[id + 1]; i++) {
        int dependency = program.after[i];
        if (done[dependency] > ready) {
          ready = done[dependency];
          held = dependency;
        }
      }
      if (seam != null && before != null) {
        ready = Math.max(ready, seam.ready(id, before));
      }
      int channel = program.channel[id];
      if (channel != NONE && engines.channelFree[channel] > ready) {
        ready = engines.channelFree[channel];
        held = engines.lastOnChannel[channel];
      }
      int engine = program.engine[id];
      long lead = program.lead[id];
      long free = Math.max(begin, engines.free[engine]) + program.launch[id];
      if (free > ready + lead) {
        held = engines.last[engine];
      }
      blocker[id] = held;
      start[id] = Math.max(ready + lead, free);
      issue[id] = start[id] - lead;
      busyEnd[id] = start[id] + program.busy[id];
      done[id] = busyEnd[id] + program.tail[id];
      engines.free[engine] = busyEnd[id];
      engines.last[engine] = id;
      if (channel != NONE) {
        // A channel is free when its bytes have arrived, the bus already when they have left.
        engines.channelFree[channel] = done[id];
        engines.lastOnChannel[channel] = id;
      }
    }
  }
}
