package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.cost.Launches;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;

/**
 * A program as flat arrays: which engine each instruction holds, for how long, and what it waits
 * for. Made once, run as often as one likes; a run then touches no object.
 */
final class TimedProgram {
  /** Stands for no instruction, no channel. */
  static final int NONE = -1;

  /** The DRAM bus; before it are the array and the vector unit of each core. */
  final int bus;

  /** The weight memory's port. */
  final int weightPort;

  final int engines;

  final int size;
  final int channels;

  /** What is held from start to busy end: one of the above. */
  final int[] engine;

  /** The DMA channel that is held from issue to completion, or {@link #NONE}. */
  final int[] channel;

  /** Cycles before the engine is held, on it, and after. */
  final long[] lead;

  final long[] busy;

  /** Cycles that hold the engine before it begins with a layer. */
  final long[] launch;

  /** Cycles before anything of a run is issued. */
  final long runLaunch;

  final long[] tail;

  /** Instruction {@code id} waits for {@code after[afterBegin[id]]} up to the next one's. */
  final int[] afterBegin;

  final int[] after;

  /** What runs in the first of several runs alone. */
  final boolean[] once;

  private TimedProgram(int size, int cores, int channels, int dependencies, long runLaunch) {
    this.bus = 2 * cores;
    this.weightPort = bus + 1;
    this.engines = bus + 2;
    this.size = size;
    this.runLaunch = runLaunch;
    this.launch = new long[size];
    this.channels = channels;
    this.engine = new int[size];
    this.channel = new int[size];
    this.lead = new long[size];
    this.busy = new long[size];
    this.tail = new long[size];
    this.afterBegin = new int[size + 1];
    this.once = new boolean[size];
    this.after = new int[dependencies];
  }

  /** The same on a chip with another DRAM; what does not depend on it is shared. */
  private TimedProgram(TimedProgram other) {
    this.bus = other.bus;
    this.weightPort = other.weightPort;
    this.engines = other.engines;
    this.size = other.size;
    this.runLaunch = other.runLaunch;
    this.launch = other.launch;
    this.channels = other.channels;
    this.engine = other.engine;
    this.channel = other.channel;
    this.lead = other.lead.clone();
    this.busy = other.busy.clone();
    this.tail = other.tail.clone();
    this.afterBegin = other.afterBegin;
    this.once = other.once;
    this.after = other.after;
  }

  /**
   * The same program on another chip, of which only the DRAM is different.
   *
   * @param cost on that chip
   */
  TimedProgram withTransfers(Program program, InstructionCost cost) {
    TimedProgram timed = new TimedProgram(this);
    for (int id = 0; id < size; id++) {
      if (channel[id] != NONE) {
        timed.time(id, program.instructions().get(id), cost);
      }
    }
    return timed;
  }

  static TimedProgram of(Npu npu, Program program, InstructionCost cost) {
    int dependencies = 0;
    for (Instruction instruction : program.instructions()) {
      dependencies = Math.addExact(dependencies, instruction.after().length());
    }
    TimedProgram timed =
        new TimedProgram(
            program.instructions().size(),
            npu.cores(),
            npu.dma().channels(),
            dependencies,
            npu.runLaunchCycles());
    long layerLaunch = npu.layerLaunchCycles();
    if (layerLaunch > 0) {
      Launches.of(program).stream().forEach(id -> timed.launch[id] = layerLaunch);
    }
    int next = 0;
    for (int id = 0; id < timed.size; id++) {
      Instruction instruction = program.instructions().get(id);
      timed.time(id, instruction, cost);
      timed.once[id] = program.isOnce(instruction);
      timed.afterBegin[id] = next;
      ImmutableIntArray after = instruction.after();
      for (int i = 0; i < after.length(); i++) {
        timed.after[next++] = after.get(i);
      }
    }
    timed.afterBegin[timed.size] = next;
    return timed;
  }

  private void time(int id, Instruction instruction, InstructionCost cost) {
    channel[id] = NONE;
    if (instruction instanceof ArrayTile tile) {
      engine[id] = 2 * tile.core();
      lead[id] = cost.lead(tile);
      busy[id] = cost.busy(tile);
      tail[id] = cost.tail(tile);
    } else if (instruction instanceof VectorTile tile) {
      engine[id] = 2 * tile.core() + 1;
      busy[id] = cost.busy(tile);
    } else if (instruction instanceof Transfer transfer) {
      engine[id] = cost.isFromWeightMemory(transfer) ? weightPort : bus;
      channel[id] = transfer.channel();
      lead[id] = cost.lead(transfer);
      busy[id] = cost.busy(transfer);
      tail[id] = cost.tail(transfer, busy[id]);
    }
  }
}
