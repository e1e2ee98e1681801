package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import java.util.Arrays;
import java.util.EnumMap;

/** What the layers of a program count however long it takes, and what crosses the DRAM bus. */
final class ProgramCounts {
  /** By layer, as all below. */
  final Counts[] counts;

  final long[] macs;

  /** MACs less those that the structure of the weights leaves out. */
  final long[] executed;

  final long[] read;
  final long[] written;

  /** DRAM payload of the whole program by what it is for. */
  final ImmutableMap<Traffic, Long> traffic;

  private ProgramCounts(Program program, InstructionCost cost) {
    int layers = program.graph().nodes().size();
    this.counts = new Counts[layers];
    Arrays.setAll(counts, node -> new Counts());
    this.macs = new long[layers];
    this.executed = new long[layers];
    this.read = new long[layers];
    this.written = new long[layers];
    long[] byTraffic = new long[Traffic.values().length];
    for (Instruction instruction : program.instructions()) {
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

  static ProgramCounts of(Program program, InstructionCost cost) {
    return new ProgramCounts(program, cost);
  }

  private void array(ArrayTile tile, InstructionCost cost) {
    int node = tile.layer();
    cost.count(tile, counts[node]);
    macs[node] = Math.addExact(macs[node], tile.macs());
    executed[node] = Math.addExact(executed[node], cost.macs(tile));
  }

  private void vector(VectorTile tile, InstructionCost cost) {
    cost.count(tile, counts[tile.layer()]);
    for (Stage stage : tile.stages()) {
      int node = stage.layer();
      counts[node].laneOps = Math.addExact(counts[node].laneOps, stage.laneOps());
      macs[node] = Math.addExact(macs[node], stage.macs());
      executed[node] = Math.addExact(executed[node], stage.macs());
    }
  }

  private void transfer(Transfer transfer, InstructionCost cost, long[] byTraffic) {
    int node = transfer.layer();
    cost.count(transfer, counts[node]);
    if (cost.isFromWeightMemory(transfer)) {
      return;
    }
    int purpose = transfer.traffic().ordinal();
    byTraffic[purpose] = Math.addExact(byTraffic[purpose], transfer.bytes());
    if (transfer.fromDram()) {
      read[node] = Math.addExact(read[node], transfer.bytes());
    } else {
      written[node] = Math.addExact(written[node], transfer.bytes());
    }
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
