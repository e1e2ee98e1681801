package dev.npusim.mapper;

/**
 * No schedule fits the chip: says which layer, which tensors, their bytes, the capacity, and the
 * smallest capacity that would do.
 */
public class InfeasibleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InfeasibleException(String message) {
    super(message);
  }
}
