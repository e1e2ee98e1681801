package dev.npusim.cli;

/** What the process returns. */
final class ExitCode {
  static final int OK = 0;

  /** A bug of this program. */
  static final int INTERNAL = 1;

  /** Arguments, files or models that cannot be used. */
  static final int BAD_INPUT = 2;

  /** A sound question whose answer is that it does not fit the chip. */
  static final int INFEASIBLE = 3;

  /** A replay that contradicts the reported numbers. */
  static final int CHECK_FAILED = 4;

  private ExitCode() {}
}
