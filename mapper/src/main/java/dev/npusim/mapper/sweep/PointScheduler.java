package dev.npusim.mapper.sweep;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.SharedPrograms;

/**
 * The figures of points, exactly those of {@code simulate}: the only place that calls the
 * scheduler. One object serves points that share their {@link PointInput#planKey} and keeps their
 * programs, so that all but the first are only timed.
 */
final class PointScheduler {
  private final SharedPrograms programs = new SharedPrograms();

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
