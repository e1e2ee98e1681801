package dev.npusim.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C while something runs that can end early with a result: the work is asked to end, and the
 * process stays until the result is written. Outside of that Ctrl-C ends the process as usual.
 */
final class Interruption {
  /**
   * Work asks often, and what it has found is checked and written; what takes longer is stuck, and
   * nobody can interrupt twice.
   */
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean interrupted;
  private volatile int code = ExitCode.INTERNAL;

  /** Work that {@link #isRequested} may end; closed when it has. */
  final class Watch implements AutoCloseable, BooleanSupplier {
    private final Thread hook = new Thread(Interruption.this::interrupt, "interruption");

    private Watch() {
      Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean getAsBoolean() {
      return interrupted;
    }

    @Override
    public void close() {
      if (!interrupted) {
        try {
          Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException justInterrupted) {
          // The hook runs, and waits for the end of the process like any other.
        }
      }
    }
  }

  Watch watch() {
    return new Watch();
  }

  boolean isRequested() {
    return interrupted;
  }

  /** Everything is written: the process may end with this code. */
  void end(int exitCode) {
    code = exitCode;
    ended.countDown();
  }

  private void interrupt() {
    interrupted = true;
    try {
      if (ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        // A shutdown keeps the code of the signal otherwise.
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
