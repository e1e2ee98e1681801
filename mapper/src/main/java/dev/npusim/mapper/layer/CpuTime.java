package dev.npusim.mapper.layer;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** The clocks that searches are measured by. */
public final class CpuTime {
  private CpuTime() {}

  /** CPU seconds of this process so far; of the wall where the platform does not say. */
  public static double seconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() * 1e-9
        : System.nanoTime() * 1e-9;
  }

  /** Seconds of the wall since this process began. */
  public static double sinceStart() {
    return ManagementFactory.getRuntimeMXBean().getUptime() * 1e-3;
  }

  /** CPU seconds of the calling thread so far; of the wall where the platform does not say. */
  public static double ofThread() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.isCurrentThreadCpuTimeSupported()
        ? threads.getCurrentThreadCpuTime() * 1e-9
        : System.nanoTime() * 1e-9;
  }
}
