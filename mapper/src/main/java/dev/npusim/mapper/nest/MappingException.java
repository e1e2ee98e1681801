package dev.npusim.mapper.nest;

/**
 * A layer, architecture or mapping that makes no sense: the message names loop, level and operand,
 * what was found and what is allowed.
 */
public class MappingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MappingException(String message) {
    super(message);
  }
}
