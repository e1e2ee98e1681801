package dev.npusim.mapper.rematerialize;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When a search ends. Where only rounds count, equal seeds give equal results.
 *
 * @param rounds at most
 * @param nanoseconds at most, by {@code clock}; {@link Long#MAX_VALUE} never reads it
 * @param interrupted true ends it, too
 */
public record SearchLimit(
    long rounds, long nanoseconds, LongSupplier clock, BooleanSupplier interrupted) {

  /** So many rounds, however long they take. */
  public static SearchLimit rounds(long rounds) {
    return new SearchLimit(rounds, Long.MAX_VALUE, System::nanoTime, () -> false);
  }

  /** The share that is over, at least 1 at the end. */
  double done(long round, long begin) {
    if (interrupted.getAsBoolean()) {
      return 1;
    }
    double done = (double) round / rounds;
    return nanoseconds == Long.MAX_VALUE
        ? done
        : Math.max(done, (double) (clock.getAsLong() - begin) / nanoseconds);
  }

  /** The first part of it. */
  SearchLimit share(double share) {
    return new SearchLimit(
        Math.max(1, (long) (share * rounds)),
        nanoseconds == Long.MAX_VALUE ? nanoseconds : (long) (share * nanoseconds),
        clock,
        interrupted);
  }
}
