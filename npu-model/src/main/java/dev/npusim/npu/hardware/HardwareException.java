package dev.npusim.npu.hardware;

/**
 * Hardware that cannot be read or makes no sense: the message says where, what was found and what
 * is allowed.
 */
public class HardwareException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HardwareException(String message) {
    super(message);
  }
}
