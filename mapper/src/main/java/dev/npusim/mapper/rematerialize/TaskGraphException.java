package dev.npusim.mapper.rematerialize;

/** A graph that is not understood: the message says where and what was expected. */
public final class TaskGraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TaskGraphException(String message) {
    super(message);
  }

  TaskGraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
