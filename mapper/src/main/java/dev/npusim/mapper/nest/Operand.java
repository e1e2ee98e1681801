package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;

/**
 * A tensor of a layer and how the loops address it. A tile of it is the box its coordinates span,
 * elements that a stride skips included, unless they count what is touched.
 *
 * @param bits width of a stored element
 * @param partialBits width of an element that is still being summed up; equals {@code bits} for
 *     operands that are only read
 */
public record Operand(
    String name, Role role, ImmutableList<Coordinate> coordinates, int bits, int partialBits) {
  public Operand {
    if (bits < 1 || partialBits < bits) {
      throw new MappingException(
          "operand " + name + ": " + bits + " bits stored, " + partialBits + " while summed up");
    }
    if (role == Role.OUTPUTS && !coordinates.stream().allMatch(Coordinate::isPlain)) {
      throw new MappingException(
          "operand "
              + name
              + " is written through a sliding window; only operands that are read"
              + " may slide");
    }
    if (dims(coordinates).distinct().count() != dims(coordinates).count()) {
      throw new MappingException("operand " + name + " uses a dim in two coordinates");
    }
  }

  private static java.util.stream.IntStream dims(ImmutableList<Coordinate> coordinates) {
    return coordinates.stream()
        .flatMap(coordinate -> coordinate.terms().stream())
        .mapToInt(Coordinate.Term::dim);
  }

  public boolean isWritten() {
    return role == Role.OUTPUTS;
  }

  /** The dims that address it, as a bit mask. */
  public int relevantDims() {
    return dims(coordinates).map(dim -> 1 << dim).reduce(0, (a, b) -> a | b);
  }
}
