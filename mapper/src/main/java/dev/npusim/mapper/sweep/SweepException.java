package dev.npusim.mapper.sweep;

/** A sweep that makes no sense: the message says which part, what was found, what is allowed. */
public class SweepException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SweepException(String message) {
    super(message);
  }

  public SweepException(String message, Throwable cause) {
    super(message, cause);
  }
}
