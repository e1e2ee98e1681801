package dev.npusim.npu.simulate;

import dev.npusim.npu.hardware.Npu;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Who the cycles of a run belong to.
 *
 * <p>Charging rule: time belongs to the arrays. The cycles from the end of one array instruction to
 * the end of the next, on whatever core, are charged to the layer of the later one, what comes
 * after the last to the layer that ends the run; a run without array work is charged instruction by
 * instruction in order of completion.
 */
final class Charges {
  private final Npu npu;
  private final ProgramWork work;
  private final Timeline timeline;

  /** By layer. */
  final Tally[] tallies;

  /** Of the run. */
  long cycles;

  /** Cycles of vector units, of all cores together. */
  long vectorBusy;

  /** Running sums of one layer: what depends on time. */
  static final class Tally {
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

  private Charges(Npu npu, ProgramWork work, Timeline timeline) {
    this.npu = npu;
    this.work = work;
    this.timeline = timeline;
    this.tallies = new Tally[work.program.graph().nodes().size()];
    Arrays.setAll(tallies, node -> new Tally());
  }

  static Charges of(Npu npu, ProgramWork work, Timeline timeline) {
    Charges charges = new Charges(npu, work, timeline);
    int last = 0;
    for (int id = 0; id < work.size; id++) {
      charges.tally(id);
      if (timeline.done[id] > charges.cycles) {
        charges.cycles = timeline.done[id];
        last = id;
      }
    }
    if (work.size > 0) {
      charges.charge(last);
    }
    return charges;
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
}
