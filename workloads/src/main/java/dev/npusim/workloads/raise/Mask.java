package dev.npusim.workloads.raise;

import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A mask on attention scores.
 *
 * @param value the mask
 * @param factor the mask is added multiplied by this
 * @param scores the shape of the scores where it meets them
 */
record Mask(Kind kind, String value, double factor, Shape scores) {
  /** What a mask does. */
  enum Kind {
    /** Is added to the scores. */
    ADD,
    /** True keeps a score. */
    KEEP,
    /** True hides a score. */
    HIDE,
    /** Each query sees the keys up to its own; the last query stands at the last key. */
    CAUSAL,
    /** Hides nothing. */
    NONE
  }

  /** Scores this far below others count for nothing: exp(-10000) is 0 even in double precision. */
  private static final double HIDDEN = -1e4;

  /** Larger masks are not looked into. */
  private static final long MOST_ELEMENTS = 1L << 26;

  /** True where adding {@code number} to a score, or taking it for one, hides that score. */
  static boolean hides(double number) {
    return number <= HIDDEN;
  }

  /** The only number a value holds, however often, or null. */
  static @Nullable Double uniform(LogicalGraph graph, String value) {
    Literal literal = graph.literal(value);
    if (literal == null) {
      LogicalNode node = graph.producer(value);
      boolean repeats =
          node != null && (node.op() instanceof Expand || node.step().isRearrangement());
      return repeats && node != null ? uniform(graph, node.input(0)) : null;
    }
    double[] numbers = literal.elements() > MOST_ELEMENTS ? null : literal.numbers();
    boolean same =
        numbers != null
            && numbers.length > 0
            && Arrays.stream(numbers).allMatch(number -> number == numbers[0]);
    return same && numbers != null ? numbers[0] : null;
  }

  /**
   * The same mask in the simplest form that can be told: additions of 0 and minus infinity are
   * truth values, and known contents may be no mask or a causal one.
   *
   * <p>A large negative number stands for minus infinity. That differs only for a query that sees
   * no key at all, whose result means nothing.
   */
  Mask simplify(LogicalGraph graph) {
    LogicalNode node = graph.producer(value);
    if (kind == Kind.ADD && node != null && node.op() instanceof Select) {
      Double first = uniform(graph, node.input(1));
      Double second = uniform(graph, node.input(2));
      if (first != null && second != null && first == 0 && hides(second * factor)) {
        return new Mask(Kind.KEEP, node.input(0), 1, scores).simplify(graph);
      }
      if (first != null && second != null && second == 0 && hides(first * factor)) {
        return new Mask(Kind.HIDE, node.input(0), 1, scores).simplify(graph);
      }
    }
    if (kind != Kind.ADD && node != null && Patterns.isUnary(node, Unary.Function.NOT)) {
      Kind opposite = kind == Kind.KEEP ? Kind.HIDE : Kind.KEEP;
      return new Mask(opposite, node.input(0), 1, scores).simplify(graph);
    }
    Literal literal = graph.literal(value);
    double[] numbers =
        literal == null || literal.elements() > MOST_ELEMENTS ? null : literal.numbers();
    return numbers == null ? this : known(graph.shape(value), numbers);
  }

  private Mask known(Shape shape, double[] numbers) {
    boolean hidesNothing = true;
    boolean causal =
        shape.rank() >= 2
            && shape.dim(-2) == scores.dim(-2)
            && shape.dim(-1) == scores.dim(-1)
            && shape.elements() == shape.dim(-2) * shape.dim(-1);
    long keys = shape.rank() == 0 ? 1 : shape.dim(-1);
    for (int i = 0; i < numbers.length && (causal || hidesNothing); i++) {
      boolean hidden = isHidden(numbers[i]);
      boolean asIs = kind != Kind.ADD || hidden || numbers[i] == 0;
      boolean future = i % keys > i / keys + keys - scores.dim(-2);
      hidesNothing &= asIs && !hidden;
      causal &= asIs && hidden == future;
    }
    Kind found = hidesNothing ? Kind.NONE : causal ? Kind.CAUSAL : kind;
    return new Mask(found, value, factor, scores);
  }

  private boolean isHidden(double number) {
    return switch (kind) {
      case ADD -> hides(number * factor);
      case KEEP -> number == 0;
      case HIDE -> number != 0;
      case CAUSAL, NONE -> false;
    };
  }

  /**
   * Writes the mask as attention of {@code batch} and {@code heads} reads it.
   *
   * @return null where its axes cannot be told apart
   */
  @Nullable String write(LogicalGraph graph, Replacement to, long batch, long heads) {
    Shape shape = graph.shape(value);
    Shape target = target(shape, batch, heads);
    if (target == null) {
      return null;
    }
    Literal literal = graph.literal(value);
    boolean inverted = kind == Kind.HIDE && literal != null && literal.numbers() != null;
    String all = inverted && literal != null ? to.literal(inverse(literal)) : value;
    String placed = target.equals(shape) ? all : to.regroup(all, target);
    if (kind == Kind.HIDE && !inverted) {
      return to.apply(new Unary(Unary.Function.NOT), placed);
    }
    return factor == 1 ? placed : to.apply(new Unary(Unary.Function.SCALE, factor, 0), placed);
  }

  private static Literal inverse(Literal truths) {
    return Literal.of(
        truths.origin() + "/not",
        truths.dims(),
        truths.dataType(),
        () -> {
          double[] numbers = truths.numbers();
          return numbers == null
              ? null
              : Arrays.stream(numbers).map(number -> number == 0 ? 1 : 0).toArray();
        });
  }

  /** True for truth values, false for numbers to add. */
  boolean isTruth() {
    return kind == Kind.KEEP || kind == Kind.HIDE;
  }

  /** Its shape against scores of batch, heads, queries, keys. */
  private @Nullable Shape target(Shape shape, long batch, long heads) {
    Shape whole =
        Shape.of(batch, heads, scores.elements() / scores.dim(-1) / batch / heads, scores.dim(-1));
    if (scores.equals(whole) || shape.elements() == 1) {
      return shape;
    }
    if (shape.elements() == scores.elements()) {
      return whole;
    }
    boolean sameQueries = scores.rank() >= 2 && scores.dim(-2) == whole.dim(2);
    boolean matrices = shape.rank() == scores.rank() && shape.product(0, shape.rank() - 2) > 1;
    if (!sameQueries) {
      return shape.elements() == shape.dim(-1) ? Shape.of(shape.dim(-1)) : null;
    }
    if (!matrices) {
      long rows = shape.rank() < 2 ? 1 : shape.dim(-2);
      return Shape.of(rows, shape.dim(-1));
    }
    return shape.product(0, shape.rank() - 2) == batch * heads
        ? Shape.of(batch, heads, shape.dim(-2), shape.dim(-1))
        : null;
  }
}
