package dev.npusim.ir;

/** A model that is not well formed: the message names the node or value and what was expected. */
public class IrException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IrException(String message) {
    super(message);
  }

  public IrException(String message, Throwable cause) {
    super(message, cause);
  }
}
