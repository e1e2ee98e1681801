package dev.npusim.mapper.linear;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Minimise {@code constant + cost x} subject to {@code rowLower <= A x <= rowUpper}, {@code lower
 * <= x <= upper}. All variables have finite bounds, so a bound on the objective follows from any
 * prices of the rows ({@link #dualBound}); a row has at least one finite side.
 */
public final class LinearProgram {
  final double constant;
  final double[] cost;
  final double[] lower;
  final double[] upper;
  final double[] rowLower;
  final double[] rowUpper;
  final SparseMatrix columns;
  final SparseMatrix rows;

  private LinearProgram(Builder builder) {
    constant = builder.constant;
    cost = Doubles.toArray(builder.cost);
    lower = Doubles.toArray(builder.lower);
    upper = Doubles.toArray(builder.upper);
    rowLower = Doubles.toArray(builder.rowLower);
    rowUpper = Doubles.toArray(builder.rowUpper);
    int[] row = builder.row.build().toArray();
    int[] column = builder.column.build().toArray();
    double[] value = builder.value.build().toArray();
    rows = SparseMatrix.of(rowLower.length, row.length, row, column, value);
    columns = rows.transposed(cost.length);
  }

  /** Variables. */
  public int width() {
    return cost.length;
  }

  /** Rows. */
  public int height() {
    return rowLower.length;
  }

  /** What a point costs. */
  public double objective(double[] point) {
    double sum = constant;
    for (int j = 0; j < cost.length; j++) {
      sum += cost[j] * point[j];
    }
    return sum;
  }

  /** By how much a point breaks a row or a bound. */
  public double violation(double[] point) {
    double worst = 0;
    for (int j = 0; j < cost.length; j++) {
      worst = Math.max(worst, Math.max(lower[j] - point[j], point[j] - upper[j]));
    }
    for (int i = 0; i < rowLower.length; i++) {
      double sum = 0;
      for (int k = rows.start()[i]; k < rows.start()[i + 1]; k++) {
        sum += rows.value()[k] * point[rows.index()[k]];
      }
      worst = Math.max(worst, Math.max(rowLower[i] - sum, sum - rowUpper[i]));
    }
    return worst;
  }

  /**
   * A bound from below on every point's cost, by weak duality: for any prices {@code y}, {@code c x
   * = y A x + (c - y A) x}, and each term is at least what its bounds allow. Prices of a wrong sign
   * on one-sided rows count as zero. Nothing of a solver has to be right for this to hold.
   *
   * @param from lower bounds of the variables in force
   * @param to upper bounds
   */
  public double dualBound(double[] prices, double[] from, double[] to) {
    double[] reduced = reducedCosts(prices);
    double bound = constant;
    for (int i = 0; i < rowLower.length; i++) {
      if (isPriced(i, prices[i])) {
        bound += prices[i] * (prices[i] > 0 ? rowLower[i] : rowUpper[i]);
      }
    }
    for (int j = 0; j < reduced.length; j++) {
      bound += reduced[j] * (reduced[j] > 0 ? from[j] : to[j]);
    }
    return bound;
  }

  /** What a variable costs beyond the prices of its rows. */
  double[] reducedCosts(double[] prices) {
    double[] reduced = cost.clone();
    for (int i = 0; i < rowLower.length; i++) {
      if (isPriced(i, prices[i])) {
        for (int k = rows.start()[i]; k < rows.start()[i + 1]; k++) {
          reduced[rows.index()[k]] -= prices[i] * rows.value()[k];
        }
      }
    }
    return reduced;
  }

  private boolean isPriced(int row, double price) {
    return price != 0 && Double.isFinite(price > 0 ? rowLower[row] : rowUpper[row]);
  }

  /** Collects variables, rows and entries. */
  public static final class Builder {
    private double constant;
    private final List<Double> cost = new ArrayList<>();
    private final List<Double> lower = new ArrayList<>();
    private final List<Double> upper = new ArrayList<>();
    private final List<Double> rowLower = new ArrayList<>();
    private final List<Double> rowUpper = new ArrayList<>();
    private final ImmutableIntArray.Builder row = ImmutableIntArray.builder();
    private final ImmutableIntArray.Builder column = ImmutableIntArray.builder();
    private final ImmutableDoubleArray.Builder value = ImmutableDoubleArray.builder();

    /** A variable; returns its index. */
    public int variable(double from, double to, double price) {
      if (!(from <= to) || !Double.isFinite(from) || !Double.isFinite(to)) {
        throw new IllegalArgumentException("a variable between " + from + " and " + to);
      }
      lower.add(from);
      upper.add(to);
      cost.add(price);
      return cost.size() - 1;
    }

    /** A row without entries; returns its index. */
    public int row(double from, double to) {
      if (!(from <= to) || (Double.isInfinite(from) && Double.isInfinite(to))) {
        throw new IllegalArgumentException("a row between " + from + " and " + to);
      }
      rowLower.add(from);
      rowUpper.add(to);
      return rowLower.size() - 1;
    }

    /** The upper bound of a variable. */
    public double upper(int variable) {
      return upper.get(variable);
    }

    /** Adds to what every point costs. */
    public void constant(double amount) {
      constant += amount;
    }

    /** Adds to the cost of a variable. */
    public void price(int variable, double amount) {
      cost.set(variable, cost.get(variable) + amount);
    }

    /** Adds to an entry. */
    public Builder entry(int ofRow, int ofVariable, double amount) {
      if (amount != 0) {
        row.add(ofRow);
        column.add(ofVariable);
        value.add(amount);
      }
      return this;
    }

    public LinearProgram build() {
      return new LinearProgram(this);
    }
  }
}
