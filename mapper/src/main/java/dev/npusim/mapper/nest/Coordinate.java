package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;

/**
 * One coordinate of an operand: a sum of {@code coefficient * index} over one dim or, for a sliding
 * window, two ({@code stride * P + dilation * R}).
 *
 * @param touched whether of a window only the positions count that indices have, and not the box
 *     around them
 */
public record Coordinate(ImmutableList<Term> terms, boolean touched) {
  /**
   * @param dim position among the layer's dims
   */
  public record Term(int dim, long coefficient) {}

  public Coordinate {
    if (terms.isEmpty() || terms.size() > 2) {
      throw new MappingException(
          "a coordinate of " + terms.size() + " dims; expected one, or two that slide");
    }
    for (Term term : terms) {
      if (term.coefficient() < 1) {
        throw new MappingException(
            "a coordinate with coefficient " + term.coefficient() + "; expected at least 1");
      }
    }
  }

  /** A coordinate that spans boxes. */
  public Coordinate(ImmutableList<Term> terms) {
    this(terms, false);
  }

  /** A coordinate that is the index of one dim. */
  public static Coordinate of(int dim) {
    return new Coordinate(ImmutableList.of(new Term(dim, 1)));
  }

  /** {@code stride * output + dilation * tap}. */
  public static Coordinate window(int output, long stride, int tap, long dilation) {
    return new Coordinate(ImmutableList.of(new Term(output, stride), new Term(tap, dilation)));
  }

  /** Whether it is the plain index of one dim. */
  public boolean isPlain() {
    return terms.size() == 1 && terms.get(0).coefficient() == 1;
  }

  /** The same for the positions alone that are touched. */
  Coordinate withoutGaps() {
    if (terms.size() == 1) {
      return of(terms.get(0).dim());
    }
    Term a = terms.get(0);
    Term b = terms.get(1);
    long common = LongMath.gcd(a.coefficient(), b.coefficient());
    return new Coordinate(
        ImmutableList.of(
            new Term(a.dim(), a.coefficient() / common),
            new Term(b.dim(), b.coefficient() / common)),
        true);
  }
}
