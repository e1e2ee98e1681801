package dev.npusim.mapper.layer;

import java.lang.management.ManagementFactory;

/** The clock that searches are measured by. */
public final class CpuTime {
  private CpuTime() {}

  /** CPU seconds of this process so far; of the wall where the platform does not say. */
  public static double seconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() * 1e-9
        : System.nanoTime() * 1e-9;
  }
}
