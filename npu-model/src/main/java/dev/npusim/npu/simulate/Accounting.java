package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Repeated;
import dev.npusim.npu.program.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Sums up a timeline, layer by layer.
 *
 * <p>Charging rule: time belongs to the arrays. The cycles from the end of one array instruction to
 * the end of the next, on whatever core, are charged to the layer of the later one, what comes
 * after the last to the layer that ends the run; a run without array work is charged instruction by
 * instruction in order of completion. Static energy follows the charged cycles, less what gating
 * saves in those of them in which a unit was not busy for this layer, so layers add up to the run.
 */
final class Accounting {
  private final Npu npu;
  private final Program program;
  private final InstructionCost cost;
  private final Timeline timeline;
  private final Occupancy occupancy;
  private final List<Tally> tallies = new ArrayList<>();
  private final ImmutableList<LayerActivity> layers;
  private long cycles;

  /** Bytes of all uses together, by step of the occupancy. */
  private final long[] resident;

  /** Running sums of one layer. */
  private static final class Tally {
    final Counts counts = new Counts();
    long start = Long.MAX_VALUE;
    long end;
    long macs;

    /** MACs less those that the structure of the weights leaves out. */
    long executed;

    /** Cycles of arrays, of all cores together. */
    long array;

    /** Charged cycles in which an array worked. */
    long worked;

    long vector;
    long dram;
    long charged;
    long read;
    long written;
    Stalls stalls = Stalls.NONE;
  }

  Accounting(
      Npu npu, Program program, InstructionCost cost, Timeline timeline, Occupancy occupancy) {
    this.npu = npu;
    this.program = program;
    this.cost = cost;
    this.timeline = timeline;
    this.occupancy = occupancy;
    this.resident = new long[occupancy.steps()];
    for (int step = 0; step < resident.length; step++) {
      resident[step] = occupancy.total(step);
    }
    for (int node = 0; node < program.graph().nodes().size(); node++) {
      tallies.add(new Tally());
    }
    int last = 0;
    for (Instruction instruction : program.instructions()) {
      tally(instruction);
      if (timeline.done[instruction.id()] > cycles) {
        cycles = timeline.done[instruction.id()];
        last = instruction.id();
      }
    }
    if (!program.instructions().isEmpty()) {
      charge(last);
    }
    this.layers = summarize();
  }

  private void tally(Instruction instruction) {
    int id = instruction.id();
    Tally tally = tallies.get(instruction.layer());
    widen(tally, id);
    long busy = timeline.busyEnd[id] - timeline.start[id];
    if (instruction instanceof ArrayTile tile) {
      cost.count(tile, tally.counts);
      tally.macs = Math.addExact(tally.macs, tile.macs());
      tally.executed = Math.addExact(tally.executed, cost.macs(tile));
      tally.array += busy;
    } else if (instruction instanceof Transfer transfer) {
      cost.count(transfer, tally.counts);
      if (cost.isFromWeightMemory(transfer)) {
        return;
      }
      tally.dram += busy;
      if (transfer.fromDram()) {
        tally.read = Math.addExact(tally.read, transfer.bytes());
      } else {
        tally.written = Math.addExact(tally.written, transfer.bytes());
      }
    } else if (instruction instanceof VectorTile tile) {
      cost.count(tile, tally.counts);
      long laneOps = Math.max(1, tile.laneOps());
      for (Stage stage : tile.stages()) {
        Tally own = tallies.get(stage.layer());
        widen(own, id);
        own.counts.laneOps = Math.addExact(own.counts.laneOps, stage.laneOps());
        own.macs = Math.addExact(own.macs, stage.macs());
        own.executed = Math.addExact(own.executed, stage.macs());
        own.vector += Math.round((double) busy * stage.laneOps() / laneOps);
      }
    }
  }

  private void widen(Tally tally, int id) {
    tally.start = Math.min(tally.start, timeline.issue[id]);
    tally.end = Math.max(tally.end, timeline.done[id]);
  }

  private void charge(int lastInstruction) {
    StallTracer tracer = new StallTracer(program, timeline);
    long free = 0;
    boolean anyArray = false;
    for (ArrayTile tile : arrayTiles()) {
      anyArray = true;
      int id = tile.id();
      Tally tally = tallies.get(tile.layer());
      long from = Math.max(free, timeline.start[id]);
      long end = timeline.busyEnd[id];
      long busy = end - timeline.start[id];
      // Of work beside another core's, what comes after the end of that.
      long slower = (busy - cost.streaming(tile)) * (end - from) / Math.max(1, busy);
      tally.stalls =
          tally.stalls.plus(tracer.causes(id, free, from)).plus(new Stalls(0, slower, 0, 0));
      tally.worked += end - from;
      tally.charged += end - free;
      free = end;
    }
    if (anyArray) {
      Tally tally = tallies.get(program.instructions().get(lastInstruction).layer());
      tally.stalls = tally.stalls.plus(trailing(tracer, lastInstruction, free));
      tally.charged += cycles - free;
      return;
    }
    List<Instruction> byCompletion = new ArrayList<>(program.instructions());
    byCompletion.sort(
        Comparator.comparingLong((Instruction i) -> timeline.done[i.id()])
            .thenComparingInt(Instruction::id));
    for (Instruction instruction : byCompletion) {
      long end = timeline.done[instruction.id()];
      Tally tally = tallies.get(instruction.layer());
      tally.charged += end - free;
      tally.stalls = tally.stalls.plus(trailing(tracer, instruction.id(), free));
      free = end;
    }
  }

  /** In the order in which they end; on one core that of the program. */
  private List<ArrayTile> arrayTiles() {
    List<ArrayTile> tiles = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof ArrayTile tile) {
        tiles.add(tile);
      }
    }
    if (npu.cores() > 1) {
      tiles.sort(Comparator.comparingLong(tile -> timeline.busyEnd[tile.id()]));
    }
    return tiles;
  }

  /**
   * Causes of the cycles from {@code from} to the completion of {@code id}, which is not array
   * work.
   */
  private Stalls trailing(StallTracer tracer, int id, long from) {
    long begin = Math.max(from, Math.min(timeline.done[id], timeline.issue[id]));
    long own = timeline.done[id] - begin;
    Instruction instruction = program.instructions().get(id);
    Stalls last =
        instruction instanceof Transfer
            ? new Stalls(own, 0, 0, 0)
            : instruction instanceof VectorTile
                ? new Stalls(0, 0, own, 0)
                : new Stalls(0, 0, 0, own);
    return last.plus(tracer.causes(id, from, begin));
  }

  private ImmutableList<LayerActivity> summarize() {
    ImmutableList.Builder<LayerActivity> result = ImmutableList.builder();
    EnergySpec spec = npu.energy();
    Precision precision = program.precision();
    int uses = Residency.Use.values().length;
    for (int node = 0; node < tallies.size(); node++) {
      Tally tally = tallies.get(node);
      Node graphNode = program.graph().nodes().get(node);
      boolean ran = tally.end > 0;
      String format = npu.array().runsAs(Formats.macFormat(graphNode.op(), precision));
      double hertz = npu.clockHz();
      Energy energy =
          tally.counts.energy(
              spec,
              macPj(spec, format) * (1 - Formats.gatedShare(graphNode, precision)),
              tally.charged / hertz,
              (tally.charged - (double) tally.array / npu.cores()) / hertz,
              (tally.charged - (double) tally.vector / npu.cores()) / hertz);
      int peak = ran ? peakStep(tally.start, tally.end) : -1;
      long[] byUse = new long[uses];
      for (int use = 0; ran && use < uses; use++) {
        byUse[use] = occupancy.bytesByUse().get(use).get(peak);
      }
      result.add(
          new LayerActivity(
              node,
              ran ? tally.start : 0,
              tally.end,
              tally.macs,
              tally.array,
              tally.executed / npu.peakMacsPerCycle(format),
              tally.vector,
              tally.dram,
              tally.charged,
              tally.read,
              tally.written,
              tally.stalls,
              energy,
              bound(tally),
              ran ? resident[peak] : 0,
              ImmutableLongArray.copyOf(byUse)));
    }
    return result.build();
  }

  private static double macPj(EnergySpec spec, String format) {
    EnergySpec.Constant constant = spec.macPj().get(format);
    if (constant == null) {
      throw new IllegalStateException("no energy for a MAC in " + format);
    }
    return constant.value();
  }

  private int peakStep(long from, long to) {
    int peak = occupancy.stepAt(from);
    for (int step = peak + 1;
        step < occupancy.steps() && occupancy.cycle().get(step) < to;
        step++) {
      if (resident[step] > resident[peak]) {
        peak = step;
      }
    }
    return peak;
  }

  private static LayerActivity.Bound bound(Tally tally) {
    Stalls stalls = tally.stalls;
    long compute = tally.worked - stalls.sram();
    long most =
        Math.max(
            Math.max(compute, stalls.dram()),
            Math.max(stalls.sram(), Math.max(stalls.vector(), stalls.dependency())));
    if (tally.array == 0 && most == 0) {
      return tally.dram > tally.vector ? LayerActivity.Bound.DRAM : LayerActivity.Bound.VECTOR;
    }
    if (most == compute) {
      return LayerActivity.Bound.COMPUTE;
    }
    if (most == stalls.dram()) {
      return LayerActivity.Bound.DRAM;
    }
    if (most == stalls.vector()) {
      return LayerActivity.Bound.VECTOR;
    }
    return most == stalls.sram() ? LayerActivity.Bound.SRAM : LayerActivity.Bound.OVERHEAD;
  }

  long cycles() {
    return cycles;
  }

  ImmutableList<LayerActivity> layers() {
    return layers;
  }

  /** MACs of the model's own nodes. */
  long macs() {
    return tallies.stream().mapToLong(tally -> tally.macs).sum() - recomputedMacs();
  }

  /** MACs of copies, and of what tiles make again. */
  long recomputedMacs() {
    Repeated repeated = new Repeated(program);
    long sum = 0;
    for (int node = 0; node < tallies.size(); node++) {
      String name = program.graph().nodes().get(node).name();
      sum = Math.addExact(sum, repeated.of(name, tallies.get(node).macs));
    }
    return sum;
  }

  Stalls stalls() {
    return layers.stream().map(LayerActivity::stalls).reduce(Stalls.NONE, Stalls::plus);
  }

  Energy energy() {
    return layers.stream().map(LayerActivity::energy).reduce(Energy.ZERO, Energy::plus);
  }

  long arrayBusyCycles() {
    return tallies.stream().mapToLong(tally -> tally.array).sum();
  }

  long vectorBusyCycles() {
    long sum = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof VectorTile) {
        sum += timeline.busyEnd[instruction.id()] - timeline.start[instruction.id()];
      }
    }
    return sum;
  }

  long dramBusyCycles() {
    return tallies.stream().mapToLong(tally -> tally.dram).sum();
  }
}
