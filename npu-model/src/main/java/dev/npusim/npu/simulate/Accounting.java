package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Repeated;
import dev.npusim.npu.program.Residency;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

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
  private final ProgramWork work;
  private final Timeline timeline;
  private final Occupancy occupancy;
  private final Tally[] tallies;
  private final ImmutableList<LayerActivity> layers;
  private long cycles;
  private long vectorBusy;

  /** Bytes of all uses together, by step of the occupancy. */
  private final long[] resident;

  /** Running sums of one layer: what depends on time. */
  private static final class Tally {
    long start = Long.MAX_VALUE;
    long end;

    /** Cycles of arrays, of all cores together. */
    long array;

    /** Charged cycles in which an array worked. */
    long worked;

    long vector;
    long dram;
    long charged;
    final StallTracer.Idle idle = new StallTracer.Idle();

    void widen(long issue, long done) {
      start = Math.min(start, issue);
      end = Math.max(end, done);
    }
  }

  Accounting(Npu npu, ProgramWork work, Timeline timeline, Occupancy occupancy) {
    this.npu = npu;
    this.program = work.program;
    this.work = work;
    this.timeline = timeline;
    this.occupancy = occupancy;
    this.resident = new long[occupancy.steps()];
    for (int step = 0; step < resident.length; step++) {
      resident[step] = occupancy.total(step);
    }
    this.tallies = new Tally[program.graph().nodes().size()];
    Arrays.setAll(tallies, node -> new Tally());
    int last = 0;
    for (int id = 0; id < work.size; id++) {
      tally(id);
      if (timeline.done[id] > cycles) {
        cycles = timeline.done[id];
        last = id;
      }
    }
    if (work.size > 0) {
      charge(last);
    }
    this.layers = summarize();
  }

  private void tally(int id) {
    Tally tally = tallies[work.layer[id]];
    tally.widen(timeline.issue[id], timeline.done[id]);
    long busy = timeline.busyEnd[id] - timeline.start[id];
    switch (work.kind[id]) {
      case ProgramWork.ARRAY -> tally.array += busy;
      case ProgramWork.DRAM -> tally.dram += busy;
      case ProgramWork.VECTOR -> {
        vectorBusy += busy;
        share(id, busy);
      }
      default -> {}
    }
  }

  /** Of a vector instruction's cycles each of its layers has a share. */
  private void share(int id, long busy) {
    long laneOps = Math.max(1, work.laneOps(id));
    for (int stage = work.stageBegin[id]; stage < work.stageBegin[id + 1]; stage++) {
      Tally own = tallies[work.stageLayer[stage]];
      own.widen(timeline.issue[id], timeline.done[id]);
      own.vector += Math.round((double) busy * work.stageLaneOps[stage] / laneOps);
    }
  }

  private void charge(int lastInstruction) {
    StallTracer tracer = new StallTracer(work, timeline);
    long free = 0;
    int[] arrayTiles = arrayTiles();
    for (int id : arrayTiles) {
      Tally tally = tallies[work.layer[id]];
      long from = Math.max(free, timeline.start[id]);
      long end = timeline.busyEnd[id];
      long busy = end - timeline.start[id];
      // Of work beside another core's, what comes after the end of that.
      tally.idle.sram += (busy - work.streaming[id]) * (end - from) / Math.max(1, busy);
      tracer.trace(id, free, from, tally.idle);
      tally.worked += end - from;
      tally.charged += end - free;
      free = end;
    }
    if (arrayTiles.length > 0) {
      trailing(tracer, lastInstruction, free);
      tallies[work.layer[lastInstruction]].charged += cycles - free;
      return;
    }
    for (int id : inOrderOf(timeline.done, IntStream.range(0, work.size))) {
      long end = timeline.done[id];
      tallies[work.layer[id]].charged += end - free;
      trailing(tracer, id, free);
      free = end;
    }
  }

  /** In the order in which they end; on one core that of the program. */
  private int[] arrayTiles() {
    IntStream tiles =
        IntStream.range(0, work.size).filter(id -> work.kind[id] == ProgramWork.ARRAY);
    return npu.cores() > 1 ? inOrderOf(timeline.busyEnd, tiles) : tiles.toArray();
  }

  private static int[] inOrderOf(long[] times, IntStream ids) {
    return ids.boxed()
        .sorted(Comparator.comparingLong(id -> times[id]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Causes of the cycles from {@code from} to the completion of {@code id}, which is not array
   * work.
   */
  private void trailing(StallTracer tracer, int id, long from) {
    StallTracer.Idle idle = tallies[work.layer[id]].idle;
    long begin = Math.max(from, Math.min(timeline.done[id], timeline.issue[id]));
    idle.add(work.kind[id], timeline.done[id] - begin);
    tracer.trace(id, from, begin, idle);
  }

  private ImmutableList<LayerActivity> summarize() {
    ImmutableList.Builder<LayerActivity> result = ImmutableList.builder();
    EnergySpec spec = npu.energy();
    Precision precision = program.precision();
    int uses = Residency.Use.values().length;
    for (int node = 0; node < tallies.length; node++) {
      Tally tally = tallies[node];
      Node graphNode = program.graph().nodes().get(node);
      Stalls stalls = tally.idle.sum();
      boolean ran = tally.end > 0;
      String format = npu.array().runsAs(Formats.macFormat(graphNode.op(), precision));
      double hertz = npu.clockHz();
      Energy energy =
          work.counts[node].energy(
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
              work.macs[node],
              tally.array,
              work.executed[node] / npu.peakMacsPerCycle(format),
              tally.vector,
              tally.dram,
              tally.charged,
              work.read[node],
              work.written[node],
              stalls,
              energy,
              bound(tally, stalls),
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

  private static LayerActivity.Bound bound(Tally tally, Stalls stalls) {
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
    return LongStream.of(work.macs).sum() - recomputedMacs();
  }

  /** MACs of copies, and of what tiles make again. */
  long recomputedMacs() {
    Repeated repeated = new Repeated(program);
    long sum = 0;
    for (int node = 0; node < tallies.length; node++) {
      String name = program.graph().nodes().get(node).name();
      sum = Math.addExact(sum, repeated.of(name, work.macs[node]));
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
    return Arrays.stream(tallies).mapToLong(tally -> tally.array).sum();
  }

  long vectorBusyCycles() {
    return vectorBusy;
  }

  long dramBusyCycles() {
    return Arrays.stream(tallies).mapToLong(tally -> tally.dram).sum();
  }
}
