package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import java.util.Arrays;

/**
 * When each instruction runs. Engines take their instructions in program order, and the DRAM bus
 * takes transfers in program order whatever their channel, so every time is a maximum of sums of
 * earlier times: shorter work never makes anything later. One pass, O(instructions + dependencies).
 */
final class Timeline {
  /** Stands for no instruction. */
  static final int NONE = -1;

  final long[] issue;
  final long[] start;
  final long[] busyEnd;
  final long[] done;

  /** The instruction whose end decided when this one could be issued or started. */
  final int[] blocker;

  private Timeline(int size) {
    issue = new long[size];
    start = new long[size];
    busyEnd = new long[size];
    done = new long[size];
    blocker = new int[size];
  }

  static Timeline of(Npu npu, Program program, InstructionCost cost) {
    int size = program.instructions().size();
    Timeline t = new Timeline(size);
    int[] lastArray = new int[npu.cores()];
    int[] lastVector = new int[npu.cores()];
    Arrays.fill(lastArray, NONE);
    Arrays.fill(lastVector, NONE);
    int lastOnBus = NONE;
    int[] lastOnChannel = new int[npu.dma().channels()];
    Arrays.fill(lastOnChannel, NONE);
    for (int id = 0; id < size; id++) {
      Instruction instruction = program.instructions().get(id);
      long ready = t.ready(id, instruction.after());
      if (instruction instanceof ArrayTile tile) {
        long lead = cost.lead(tile);
        t.place(id, ready, lead, lastArray[tile.core()], cost.busy(tile), cost.tail(tile));
        lastArray[tile.core()] = id;
      } else if (instruction instanceof VectorTile tile) {
        t.place(id, ready, 0, lastVector[tile.core()], cost.busy(tile), 0);
        lastVector[tile.core()] = id;
      } else if (instruction instanceof Transfer transfer) {
        int before = lastOnChannel[transfer.channel()];
        if (before != NONE && t.busyEnd[before] > ready) {
          ready = t.busyEnd[before];
          t.blocker[id] = before;
        }
        t.place(id, ready, npu.dma().setupCycles(), lastOnBus, cost.busy(transfer), 0);
        lastOnChannel[transfer.channel()] = id;
        lastOnBus = id;
      }
    }
    return t;
  }

  private long ready(int id, ImmutableIntArray after) {
    long ready = 0;
    blocker[id] = NONE;
    for (int i = 0; i < after.length(); i++) {
      int dependency = after.get(i);
      if (done[dependency] > ready) {
        ready = done[dependency];
        blocker[id] = dependency;
      }
    }
    return ready;
  }

  /** Starts {@code id} when it is ready, set up, and its engine is free. */
  private void place(int id, long ready, long lead, int before, long busy, long tail) {
    long free = before == NONE ? 0 : busyEnd[before];
    start[id] = Math.max(ready + lead, free);
    if (free > ready + lead) {
      blocker[id] = before;
    }
    issue[id] = start[id] - lead;
    busyEnd[id] = start[id] + busy;
    done[id] = busyEnd[id] + tail;
  }
}
