package dev.npusim.mapper.schedule;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Where the CPU time of many schedules goes. Thread-safe. */
public final class ProgramClock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What a schedule does. */
  public enum Work {
    /** Tilings, addresses and instructions of candidates. */
    PROGRAMS,
    /** Running candidates for their latency. */
    TIMING,
    /** A schedule as a whole: beside the others mostly every count of the best program. */
    ALL
  }

  private final LongAdder[] nanos = new LongAdder[Work.values().length];
  private final LongAdder[] times = new LongAdder[nanos.length];

  public ProgramClock() {
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = new LongAdder();
      times[i] = new LongAdder();
    }
  }

  /** Does some work on this thread and adds what it took. */
  public <T> T during(Work work, Supplier<T> doing) {
    long before = THREADS.getCurrentThreadCpuTime();
    try {
      return doing.get();
    } finally {
      nanos[work.ordinal()].add(THREADS.getCurrentThreadCpuTime() - before);
      times[work.ordinal()].increment();
    }
  }

  /** How often some work was done. */
  public long times(Work work) {
    return times[work.ordinal()].sum();
  }

  /** CPU seconds of the threads that did it. */
  public double seconds(Work work) {
    return nanos[work.ordinal()].sum() * 1e-9;
  }
}
