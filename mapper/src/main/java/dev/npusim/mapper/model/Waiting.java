package dev.npusim.mapper.model;

import java.util.function.BooleanSupplier;

/**
 * How long a person waits for the layers of a model: each may take its share of the time that is
 * left when it begins, so that what one does not need the later ones get.
 *
 * @param nanoseconds from the begin of the first one; negative without a limit
 * @param stop ends all of them at once
 */
public record Waiting(long nanoseconds, BooleanSupplier stop) {
  /** As long as it takes. */
  public static final Waiting FOREVER = new Waiting(-1, () -> false);

  /**
   * Begins to wait.
   *
   * @param tasks that share the time
   * @param threads tasks at a time
   */
  public Shares among(int tasks, int threads) {
    return new Shares(this, System.nanoTime(), tasks, threads);
  }

  /** What is left for the tasks to come. Thread-safe. */
  public static final class Shares {
    private final Waiting waiting;
    private final long begin;
    private final int threads;
    private int left;

    private Shares(Waiting waiting, long begin, int tasks, int threads) {
      this.waiting = waiting;
      this.begin = begin;
      this.left = tasks;
      this.threads = threads;
    }

    /** The share of a task that begins now. */
    public synchronized Share next() {
      long spent = System.nanoTime() - begin;
      int together = Math.min(Math.max(1, left), threads);
      long share =
          waiting.nanoseconds() < 0
              ? -1
              : Math.max(0, waiting.nanoseconds() - spent) / Math.max(1, left) * together;
      left--;
      return new Share(waiting.stop(), System.nanoTime(), share);
    }
  }

  /** True once its time is over, and from then on. For one thread. */
  public static final class Share implements BooleanSupplier {
    private final BooleanSupplier stop;
    private final long begin;
    private final long nanoseconds;
    private boolean over;

    private Share(BooleanSupplier stop, long begin, long nanoseconds) {
      this.stop = stop;
      this.begin = begin;
      this.nanoseconds = nanoseconds;
    }

    @Override
    public boolean getAsBoolean() {
      over |= stop.getAsBoolean() || (nanoseconds >= 0 && System.nanoTime() - begin >= nanoseconds);
      return over;
    }

    /** Whether it ever said so: what was searched meanwhile was cut short. */
    public boolean isOver() {
      return over;
    }
  }
}
