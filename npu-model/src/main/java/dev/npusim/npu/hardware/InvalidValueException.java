package dev.npusim.npu.hardware;

/** A value that cannot be read; whoever knows the place turns it into a HardwareException. */
final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidValueException(String message) {
    super(message, null, false, false);
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
