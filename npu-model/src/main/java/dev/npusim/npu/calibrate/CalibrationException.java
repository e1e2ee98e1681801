package dev.npusim.npu.calibrate;

/** Rows or terms that nothing can be fitted to: the message says where and what is allowed. */
public class CalibrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CalibrationException(String message) {
    super(message);
  }
}
