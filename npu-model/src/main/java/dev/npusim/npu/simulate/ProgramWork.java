package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;

/**
 * What a program does however long it takes: what kind of work each instruction is, for which
 * layer, and what it touches. Made once; counting a run then touches no instruction.
 */
final class ProgramWork {
  static final byte ARRAY = 0;
  static final byte VECTOR = 1;
  static final byte DRAM = 2;
  static final byte WEIGHT_MEMORY = 3;

  final Program program;
  final int size;

  /** By instruction: one of the above. */
  final byte[] kind;

  final int[] layer;

  /** Cycles of an array tile on its engine, port limits left out. */
  final long[] streaming;

  /** Instruction {@code id} touches {@code touched[touchBegin[id]]} up to the next one's. */
  final int[] touchBegin;

  /** Ids of residencies. */
  final int[] touched;

  /** Vector instruction {@code id} has stages {@code stageBegin[id]} up to the next one's. */
  final int[] stageBegin;

  final int[] stageLayer;
  final long[] stageLaneOps;

  private ProgramWork(Program program, InstructionCost cost) {
    this.program = program;
    this.size = program.instructions().size();
    this.kind = new byte[size];
    this.layer = new int[size];
    this.streaming = new long[size];
    this.touchBegin = new int[size + 1];
    this.stageBegin = new int[size + 1];
    ImmutableList<Instruction> instructions = program.instructions();
    int touches = 0;
    int stages = 0;
    for (int id = 0; id < size; id++) {
      Instruction instruction = instructions.get(id);
      touchBegin[id] = touches;
      stageBegin[id] = stages;
      touches += touches(instruction);
      stages += instruction instanceof VectorTile tile ? tile.stages().size() : 0;
    }
    touchBegin[size] = touches;
    stageBegin[size] = stages;
    this.touched = new int[touches];
    this.stageLayer = new int[stages];
    this.stageLaneOps = new long[stages];
    for (int id = 0; id < size; id++) {
      Instruction instruction = instructions.get(id);
      layer[id] = instruction.layer();
      if (instruction instanceof ArrayTile tile) {
        array(tile, cost);
      } else if (instruction instanceof VectorTile tile) {
        vector(tile);
      } else if (instruction instanceof Transfer transfer) {
        transfer(transfer, cost);
      }
    }
  }

  static ProgramWork of(Program program, InstructionCost cost) {
    return new ProgramWork(program, cost);
  }

  private static int touches(Instruction instruction) {
    return instruction instanceof Transfer
        ? 1
        : instruction.reads().size() + instruction.writes().size();
  }

  private void array(ArrayTile tile, InstructionCost cost) {
    int id = tile.id();
    kind[id] = ARRAY;
    streaming[id] = cost.streaming(tile);
    touched[touchBegin[id]] = tile.output().residency();
    touch(tile.reads(), touchBegin[id] + 1);
  }

  private void vector(VectorTile tile) {
    int id = tile.id();
    kind[id] = VECTOR;
    ImmutableList<Stage> stages = tile.stages();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      stageLayer[stageBegin[id] + i] = stage.layer();
      stageLaneOps[stageBegin[id] + i] = stage.laneOps();
    }
    touch(tile.writes(), touchBegin[id]);
    touch(tile.reads(), touchBegin[id] + tile.writes().size());
  }

  private void transfer(Transfer transfer, InstructionCost cost) {
    int id = transfer.id();
    kind[id] = cost.isFromWeightMemory(transfer) ? WEIGHT_MEMORY : DRAM;
    touched[touchBegin[id]] = transfer.onChip().residency();
  }

  private void touch(ImmutableList<Access> accesses, int at) {
    for (int i = 0; i < accesses.size(); i++) {
      touched[at + i] = accesses.get(i).residency();
    }
  }

  /** Of a vector instruction, all stages together. */
  long laneOps(int id) {
    long sum = 0;
    for (int stage = stageBegin[id]; stage < stageBegin[id + 1]; stage++) {
      sum += stageLaneOps[stage];
    }
    return sum;
  }
}
