package dev.npusim.workloads.onnx;

import dev.npusim.workloads.WorkloadException;

/** The model may be right, but this form of an operator cannot be costed exactly. */
final class UnsupportedException extends WorkloadException {
  private static final long serialVersionUID = 1L;

  UnsupportedException(String message) {
    super(message);
  }
}
