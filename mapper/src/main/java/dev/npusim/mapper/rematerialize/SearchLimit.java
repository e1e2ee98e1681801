package dev.npusim.mapper.rematerialize;

import dev.npusim.mapper.search.Effort;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * When a search ends. Where only rounds and looks count, equal seeds give equal results.
 *
 * @param rounds at most
 * @param looks at most: steps looked at, a measure of time that is the same on every machine
 * @param nanoseconds at most, by {@code clock}; {@link Long#MAX_VALUE} never reads it
 * @param interrupted true ends it, too
 */
public record SearchLimit(
    long rounds, long looks, long nanoseconds, LongSupplier clock, BooleanSupplier interrupted) {

  /** Of {@link Effort#NORMAL}: 9 to 16 s at the 77 to 140 million a second that were measured. */
  private static final long NORMAL = 1_200_000_000;

  /** What a small graph has per node, so that nobody waits long for little. */
  private static final long NORMAL_PER_NODE = 8_000_000;

  /** What a large one has per node: a first plan of some thousand nodes takes 10 s. */
  private static final long LARGE_PER_NODE = 2_000_000;

  /** What the largest have: about a minute. */
  private static final long LARGE = 8_000_000_000L;

  /** So many rounds, however long they take. */
  static SearchLimit rounds(long rounds) {
    return new SearchLimit(rounds, Long.MAX_VALUE, Long.MAX_VALUE, System::nanoTime, () -> false);
  }

  /** The looks of an effort, on a graph of so many nodes. */
  public static SearchLimit effort(Effort effort, int nodes) {
    long looks =
        Math.max(
            Math.min(NORMAL, nodes * NORMAL_PER_NODE), Math.min(LARGE, nodes * LARGE_PER_NODE));
    return new SearchLimit(
        Long.MAX_VALUE,
        switch (effort) {
          case FAST -> looks / 10;
          case NORMAL -> looks;
          case BEST -> looks * 10;
        },
        Long.MAX_VALUE,
        System::nanoTime,
        () -> false);
  }

  /** Ended by time or an interruption only. */
  public static SearchLimit unlimited() {
    return rounds(Long.MAX_VALUE);
  }

  /** The same, and ended by this, too. */
  public SearchLimit or(long nanoseconds, BooleanSupplier interrupted) {
    return new SearchLimit(rounds, looks, nanoseconds, clock, interrupted);
  }

  /** The share that is over, at least 1 at the end. */
  double done(long round, long look, long begin) {
    if (interrupted.getAsBoolean()) {
      return 1;
    }
    double done = Math.max((double) round / rounds, (double) look / looks);
    return nanoseconds == Long.MAX_VALUE
        ? done
        : Math.max(done, (double) (clock.getAsLong() - begin) / nanoseconds);
  }

  /** The first part of it. */
  public SearchLimit share(double share) {
    return new SearchLimit(
        part(share, rounds), part(share, looks), part(share, nanoseconds), clock, interrupted);
  }

  private static long part(double share, long all) {
    return all == Long.MAX_VALUE ? all : Math.max(1, (long) (share * all));
  }
}
