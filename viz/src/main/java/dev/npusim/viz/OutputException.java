package dev.npusim.viz;

/** A directory that cannot be written to: the message names the path and why. */
public class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
