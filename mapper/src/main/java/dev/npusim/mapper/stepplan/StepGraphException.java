package dev.npusim.mapper.stepplan;

/** A cost graph that is not understood: the message says where and what was expected. */
public final class StepGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StepGraphException(String message) {
    super(message);
  }

  StepGraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
