package dev.npusim.mapper.sweep;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.schedule.ScheduleCache;
import dev.npusim.mapper.schedule.SharedPrograms;
import dev.npusim.npu.hardware.Npu;
import java.util.List;

/**
 * The figures of points, exactly those of {@code simulate}: the only place that calls the
 * scheduler. One object serves points that share their {@link PointInput#planKey} and keeps their
 * programs, so that all but the first are only timed.
 */
final class PointScheduler {
  private final Scheduler scheduler;

  /**
   * @param chips of all points that it will be asked for
   * @param cache of tilings, which points have in common whatever their DRAM and SRAM
   */
  PointScheduler(List<Npu> chips, ScheduleCache cache) {
    this.scheduler = Scheduler.create().with(cache).with(new SharedPrograms(chips));
  }

  Outcome run(PointInput input) {
    try {
      return Outcome.of(Metric.of(scheduler.run(input.graph(), input.npu(), input.options())));
    } catch (InfeasibleException e) {
      return Outcome.without(Outcome.Status.INFEASIBLE, String.valueOf(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      return Outcome.without(Outcome.Status.FAILED, "internal error: " + e);
    }
  }
}
