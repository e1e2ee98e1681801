package dev.npusim.mapper.rematerialize;

import dev.npusim.mapper.search.Effort;
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

  /** Ended by {@link #nanoseconds} only. */
  public static final long ANY_ROUNDS = Long.MAX_VALUE;

  /** So many rounds, however long they take. */
  static SearchLimit rounds(long rounds) {
    return new SearchLimit(rounds, Long.MAX_VALUE, System::nanoTime, () -> false);
  }

  /**
   * Rounds of an effort: about a second per thousand nodes and thousand rounds where little memory
   * is left, a quarter of that where much is. Small graphs have more.
   */
  public static long rounds(Effort effort, int nodes) {
    long rounds = Math.max(20_000, Math.min(60_000, 15_000_000 / Math.max(1, nodes)));
    return switch (effort) {
      case FAST -> rounds / 10;
      case NORMAL -> rounds;
      case BEST -> rounds * 10;
    };
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
  public SearchLimit share(double share) {
    return new SearchLimit(
        Math.max(1, (long) (share * rounds)),
        nanoseconds == Long.MAX_VALUE ? nanoseconds : (long) (share * nanoseconds),
        clock,
        interrupted);
  }
}
