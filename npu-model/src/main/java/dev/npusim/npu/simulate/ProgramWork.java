package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import java.util.Arrays;
import java.util.EnumMap;

/**
 * What a program does however long it takes: what kind of work each instruction is, for which
 * layer, what it touches, and what layers count. Made once; counting a run then touches no
 * instruction.
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

  /** By layer, as all below. */
  final Counts[] counts;

  final long[] macs;

  /** MACs less those that the structure of the weights leaves out. */
  final long[] executed;

  final long[] read;
  final long[] written;

  /** DRAM payload of the whole program by what it is for. */
  final ImmutableMap<Traffic, Long> traffic;

  private ProgramWork(Program program, InstructionCost cost) {
    this.program = program;
    this.size = program.instructions().size();
    this.kind = new byte[size];
    this.layer = new int[size];
    this.streaming = new long[size];
    this.touchBegin = new int[size + 1];
    this.stageBegin = new int[size + 1];
    int layers = program.graph().nodes().size();
    this.counts = new Counts[layers];
    Arrays.setAll(counts, node -> new Counts());
    this.macs = new long[layers];
    this.executed = new long[layers];
    this.read = new long[layers];
    this.written = new long[layers];
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
    long[] byTraffic = new long[Traffic.values().length];
    for (int id = 0; id < size; id++) {
      Instruction instruction = instructions.get(id);
      layer[id] = instruction.layer();
      if (instruction instanceof ArrayTile tile) {
        array(tile, cost);
      } else if (instruction instanceof VectorTile tile) {
        vector(tile, cost);
      } else if (instruction instanceof Transfer transfer) {
        transfer(transfer, cost, byTraffic);
      }
    }
    EnumMap<Traffic, Long> payload = new EnumMap<>(Traffic.class);
    for (Traffic each : Traffic.values()) {
      payload.put(each, byTraffic[each.ordinal()]);
    }
    this.traffic = ImmutableMap.copyOf(payload);
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
    int node = layer[id];
    kind[id] = ARRAY;
    streaming[id] = cost.streaming(tile);
    cost.count(tile, counts[node]);
    macs[node] = Math.addExact(macs[node], tile.macs());
    executed[node] = Math.addExact(executed[node], cost.macs(tile));
    touched[touchBegin[id]] = tile.output().residency();
    touch(tile.reads(), touchBegin[id] + 1);
  }

  private void vector(VectorTile tile, InstructionCost cost) {
    int id = tile.id();
    kind[id] = VECTOR;
    cost.count(tile, counts[layer[id]]);
    ImmutableList<Stage> stages = tile.stages();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      int node = stage.layer();
      stageLayer[stageBegin[id] + i] = node;
      stageLaneOps[stageBegin[id] + i] = stage.laneOps();
      counts[node].laneOps = Math.addExact(counts[node].laneOps, stage.laneOps());
      macs[node] = Math.addExact(macs[node], stage.macs());
      executed[node] = Math.addExact(executed[node], stage.macs());
    }
    touch(tile.writes(), touchBegin[id]);
    touch(tile.reads(), touchBegin[id] + tile.writes().size());
  }

  private void transfer(Transfer transfer, InstructionCost cost, long[] byTraffic) {
    int id = transfer.id();
    int node = layer[id];
    cost.count(transfer, counts[node]);
    touched[touchBegin[id]] = transfer.onChip().residency();
    if (cost.isFromWeightMemory(transfer)) {
      kind[id] = WEIGHT_MEMORY;
      return;
    }
    kind[id] = DRAM;
    int purpose = transfer.traffic().ordinal();
    byTraffic[purpose] = Math.addExact(byTraffic[purpose], transfer.bytes());
    if (transfer.fromDram()) {
      read[node] = Math.addExact(read[node], transfer.bytes());
    } else {
      written[node] = Math.addExact(written[node], transfer.bytes());
    }
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

  long readBytes() {
    return sum(read);
  }

  long writtenBytes() {
    return sum(written);
  }

  private static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum = Math.addExact(sum, value);
    }
    return sum;
  }
}
