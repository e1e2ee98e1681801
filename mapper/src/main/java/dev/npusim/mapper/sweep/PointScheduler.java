package dev.npusim.mapper.sweep;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.SharedPrograms;
import dev.npusim.npu.hardware.Npu;
import java.util.List;

/**
 * The figures of points, exactly those of {@code simulate}: the only place that calls the
 * scheduler. One object serves points that share their {@link PointInput#planKey} and keeps their
 * programs, so that all but the first are only timed.
 */
final class PointScheduler {
  private final SharedPrograms programs;

  /**
   * @param chips of all points that it will be asked for
   */
  PointScheduler(List<Npu> chips) {
    this.programs = new SharedPrograms(chips);
  }

  Outcome run(PointInput input) {
    try {
      return Outcome.of(
          Measure.of(Scheduler.schedule(input.graph(), input.npu(), input.options(), programs)));
    } catch (InfeasibleException e) {
      return Outcome.without(Outcome.Status.INFEASIBLE, String.valueOf(e.getMessage()));
    } catch (RuntimeException | OutOfMemoryError e) {
      return Outcome.without(Outcome.Status.FAILED, "internal error: " + e);
    }
  }
}
