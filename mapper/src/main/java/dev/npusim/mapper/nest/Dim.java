package dev.npusim.mapper.nest;

/** A dimension of the iteration space, such as K with bound 64. */
public record Dim(String name, long bound) {
  public Dim {
    if (bound < 1) {
      throw new MappingException("dim " + name + ": bound " + bound + "; expected at least 1");
    }
  }
}
