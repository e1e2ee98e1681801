package dev.npusim.mapper.allocate;

/** A list of buffers that is not understood: the message says where and what was expected. */
public final class AllocationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AllocationException(String message) {
    super(message);
  }
}
