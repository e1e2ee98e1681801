package dev.npusim.npu.simulate;

/**
 * Says why the array was idle: walks back from the end of a gap along the instructions that held it
 * up, and gives each the part of the gap in which it ran.
 */
final class StallTracer {
  private final byte[] kind;
  private final Timeline timeline;

  StallTracer(ProgramWork work, Timeline timeline) {
    this.kind = work.kind;
    this.timeline = timeline;
  }

  /** Adds the causes of the idle cycles [from, to) before instruction {@code id}. */
  void trace(int id, long from, long to, Idle idle) {
    long until = to;
    int current = id;
    while (until > from) {
      int blocker = timeline.blocker[current];
      if (blocker == Timeline.NONE) {
        idle.dependency += until - from;
        break;
      }
      long end = Math.min(until, Math.max(from, timeline.done[blocker]));
      idle.dependency += until - end;
      long begin = Math.max(from, Math.min(end, timeline.issue[blocker]));
      idle.add(kind[blocker], end - begin);
      until = begin;
      current = blocker;
    }
  }

  /** Running sums of {@link Stalls}. */
  static final class Idle {
    private long dram;
    private long vector;
    private long dependency;
    long sram;

    /** Cycles in which work of a kind held up the array. */
    void add(byte kind, long cycles) {
      if (kind == ProgramWork.VECTOR) {
        vector += cycles;
      } else if (kind == ProgramWork.ARRAY) {
        dependency += cycles;
      } else {
        dram += cycles;
      }
    }

    Stalls sum() {
      return new Stalls(dram, sram, vector, dependency);
    }
  }
}
