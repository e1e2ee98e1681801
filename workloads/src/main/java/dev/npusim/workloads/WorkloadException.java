package dev.npusim.workloads;

/** A model that cannot be loaded: the message says where, what was found and what would do. */
public class WorkloadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WorkloadException(String message) {
    super(message);
  }

  public WorkloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
