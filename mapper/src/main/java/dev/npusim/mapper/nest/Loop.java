package dev.npusim.mapper.nest;

/**
 * A loop of a mapping: {@code factor} steps of dim {@code dim}; a factor need not divide what is
 * left of the bound, the last round then has fewer steps.
 */
public record Loop(String dim, long factor) {
  public Loop {
    if (factor < 1) {
      throw new MappingException("loop " + dim + ": factor " + factor + "; expected at least 1");
    }
  }

  @Override
  public String toString() {
    return dim + "=" + factor;
  }
}
