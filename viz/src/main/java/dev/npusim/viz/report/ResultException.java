package dev.npusim.viz.report;

/** A result that cannot be read or contradicts itself: the message says where. */
public class ResultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ResultException(String message) {
    super(message);
  }

  public ResultException(String message, Throwable cause) {
    super(message, cause);
  }
}
