package dev.npusim.npu.json;

/**
 * A saved run that cannot be read: the message says where, what was found and what was expected.
 */
public class SavedRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SavedRunException(String message) {
    super(message);
  }

  public SavedRunException(String message, Throwable cause) {
    super(message, cause);
  }
}
