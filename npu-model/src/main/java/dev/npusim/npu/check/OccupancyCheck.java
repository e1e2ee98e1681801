package dev.npusim.npu.check;

import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.simulate.Occupancy;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Bytes resident in the SRAM over time, summed up anew from the residencies' lifetimes. */
final class OccupancyCheck {
  private static final int USES = Residency.Use.values().length;

  private final Run run;
  private final long[] cycles;

  /** Per step: bytes by use, and all together at the end. */
  private final long[][] bytes;

  OccupancyCheck(Run run, PlacementCheck lives) {
    this.run = run;
    TreeMap<Long, long[]> changes = new TreeMap<>();
    changes.put(0L, new long[USES + 1]);
    for (Residency residency : run.program().residencies()) {
      if (residency.memory() == Memory.SRAM) {
        change(changes, lives.begin[residency.id()], residency.use(), residency.bytes());
        change(changes, lives.end[residency.id()], residency.use(), -residency.bytes());
      }
    }
    cycles = new long[changes.size()];
    bytes = new long[changes.size()][];
    long[] now = new long[USES + 1];
    int step = 0;
    for (Map.Entry<Long, long[]> change : changes.entrySet()) {
      for (int use = 0; use <= USES; use++) {
        now[use] += change.getValue()[use];
      }
      cycles[step] = change.getKey();
      bytes[step++] = now.clone();
    }
  }

  private static void change(
      TreeMap<Long, long[]> changes, long cycle, Residency.Use use, long delta) {
    long[] change = changes.computeIfAbsent(cycle, key -> new long[USES + 1]);
    change[use.ordinal()] += delta;
    change[USES] += delta;
  }

  void check() {
    Occupancy reported = run.log().occupancy();
    if (reported.cycle().get(0) != 0) {
      run.findings()
          .add(Kind.OCCUPANCY, "the occupancy begins at cycle " + reported.cycle().get(0));
      return;
    }
    int step = 0;
    for (int i = 0; i < reported.steps() || step + 1 < cycles.length; ) {
      // Both are step functions: compare wherever one of them changes.
      long at = i < reported.steps() ? reported.cycle().get(i) : Long.MAX_VALUE;
      if (i < reported.steps() && i > 0 && at <= reported.cycle().get(i - 1)) {
        run.findings().add(Kind.OCCUPANCY, "occupancy steps are not ascending at cycle " + at);
        return;
      }
      long next = step + 1 < cycles.length ? cycles[step + 1] : Long.MAX_VALUE;
      if (next <= at) {
        step++;
      }
      if (at <= next) {
        i++;
      }
      if (!equal(reported, i - 1, bytes[step], Math.min(at, next))) {
        return;
      }
    }
    int peak = peak(0, cycles.length);
    run.findings()
        .equal(Kind.OCCUPANCY, "peak SRAM in bytes", run.log().peakSramBytes(), total(peak));
    run.findings()
        .equal(Kind.OCCUPANCY, "cycle of the SRAM peak", run.log().peakSramCycle(), cycles[peak]);
  }

  private boolean equal(Occupancy reported, int i, long[] expected, long cycle) {
    for (int use = 0; use < USES; use++) {
      long stated = reported.bytesByUse().get(use).get(i);
      if (stated != expected[use]) {
        String what = "bytes of " + Residency.Use.values()[use] + " in the SRAM at cycle " + cycle;
        run.findings().equal(Kind.OCCUPANCY, what, stated, expected[use]);
        return false;
      }
    }
    return true;
  }

  /** Bytes by use, and all together at the end, when the SRAM is fullest in [from, to). */
  long[] peakBetween(long from, long to) {
    int first = stepAt(from);
    int end = first + 1;
    while (end < cycles.length && cycles[end] < to) {
      end++;
    }
    return bytes[peak(first, end)];
  }

  private int stepAt(long cycle) {
    int found = Arrays.binarySearch(cycles, cycle);
    return found >= 0 ? found : -found - 2;
  }

  private int peak(int from, int to) {
    int peak = from;
    for (int step = from + 1; step < to; step++) {
      if (total(step) > total(peak)) {
        peak = step;
      }
    }
    return peak;
  }

  private long total(int step) {
    return bytes[step][USES];
  }
}
