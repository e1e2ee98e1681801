package dev.npusim.workloads.raise;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import org.jspecify.annotations.Nullable;

/**
 * A polynomial of a value x and at most the first power of another one, f, with known coefficients:
 * whatever order and grouping additions and multiplications are written in, the coefficients are
 * the same.
 */
final class Polynomial {
  private static final int DEGREE = 4;

  /** Deeper nestings are no activation function. */
  private static final int DEEPEST = 8;

  /** Of x to the power i, without f and with f. */
  private final double[][] coefficients = new double[DEGREE + 1][2];

  private Polynomial() {}

  private static Polynomial constant(double value) {
    Polynomial result = new Polynomial();
    result.coefficients[0][0] = value;
    return result;
  }

  /**
   * {@code value} in terms of x and f.
   *
   * @param f ignored where empty
   * @return null where it is no such polynomial
   */
  static @Nullable Polynomial of(LogicalGraph graph, String value, String x, String f) {
    return of(graph, value, x, f, 0);
  }

  private static @Nullable Polynomial of(
      LogicalGraph graph, String value, String x, String f, int depth) {
    if (value.equals(x) || value.equals(f)) {
      Polynomial result = new Polynomial();
      result.coefficients[value.equals(x) ? 1 : 0][value.equals(x) ? 0 : 1] = 1;
      return result;
    }
    Double scalar = Patterns.scalar(graph, value);
    if (scalar != null) {
      return constant(scalar);
    }
    LogicalNode node = graph.producer(value);
    if (node == null || depth >= DEEPEST) {
      return null;
    }
    if (node.op() instanceof Unary unary) {
      Polynomial a = of(graph, node.input(0), x, f, depth + 1);
      return a == null ? null : a.through(unary);
    }
    if (!(node.op() instanceof Binary binary)) {
      return null;
    }
    Polynomial a = of(graph, node.input(0), x, f, depth + 1);
    Polynomial b = a == null ? null : of(graph, node.input(1), x, f, depth + 1);
    return a == null || b == null ? null : a.with(b, binary.function());
  }

  private @Nullable Polynomial through(Unary unary) {
    return switch (unary.function()) {
      case NEGATE -> times(constant(-1));
      case SCALE -> {
        Polynomial scaled = times(constant(unary.alpha()));
        yield scaled == null ? null : scaled.plus(constant(unary.beta()), 1);
      }
      case POWER -> power(unary.alpha());
      default -> null;
    };
  }

  private @Nullable Polynomial with(Polynomial other, Binary.Function function) {
    return switch (function) {
      case ADD -> plus(other, 1);
      case SUBTRACT -> plus(other, -1);
      case MULTIPLY -> times(other);
      case DIVIDE -> other.isConstant() ? times(constant(1 / other.coefficient(0, 0))) : null;
      default -> null;
    };
  }

  private Polynomial plus(Polynomial other, double sign) {
    Polynomial sum = new Polynomial();
    for (int i = 0; i <= DEGREE; i++) {
      for (int j = 0; j < 2; j++) {
        sum.coefficients[i][j] = coefficients[i][j] + sign * other.coefficients[i][j];
      }
    }
    return sum;
  }

  private @Nullable Polynomial times(@Nullable Polynomial other) {
    if (other == null) {
      return null;
    }
    Polynomial product = new Polynomial();
    for (int i = 0; i < 2 * (DEGREE + 1); i++) {
      for (int k = 0; k < 2 * (DEGREE + 1); k++) {
        double term = coefficients[i / 2][i % 2] * other.coefficients[k / 2][k % 2];
        int x = i / 2 + k / 2;
        int f = i % 2 + k % 2;
        if (term != 0 && (x > DEGREE || f > 1)) {
          return null;
        }
        if (term != 0) {
          product.coefficients[x][f] += term;
        }
      }
    }
    return product;
  }

  private @Nullable Polynomial power(double exponent) {
    if (exponent < 1 || exponent > DEGREE || exponent != Math.rint(exponent)) {
      return null;
    }
    Polynomial result = this;
    for (int i = 1; i < exponent && result != null; i++) {
      result = result.times(this);
    }
    return result;
  }

  private boolean isConstant() {
    return is(coefficients[0][0]);
  }

  private double coefficient(int ofX, int ofF) {
    return coefficients[ofX][ofF];
  }

  /** True when, but for rounding, this is the polynomial of x with these coefficients. */
  boolean is(double... ofPowers) {
    return is(ofPowers, new double[0]);
  }

  /**
   * True when, but for rounding, these are the coefficients of 1, x, x^2 ... and of f, f*x, f*x^2
   * ...
   */
  boolean is(double[] withoutF, double[] withF) {
    for (int i = 0; i <= DEGREE; i++) {
      if (!Patterns.isClose(coefficients[i][0], i < withoutF.length ? withoutF[i] : 0)
          || !Patterns.isClose(coefficients[i][1], i < withF.length ? withF[i] : 0)) {
        return false;
      }
    }
    return true;
  }
}
