package dev.npusim.mapper.linear;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * The bounded dual simplex method with steepest edge pricing (Forrest and Goldfarb, 1992) and a
 * ratio test that flips bounds (A. Koberstein, "The dual simplex method, techniques for a fast and
 * stable implementation", 2005). Because every variable has finite bounds each basis is dual
 * feasible after flips, so there is one phase, and a basis stays a good start when bounds change.
 *
 * <p>Row {@code i} is the variable {@code width + i} with {@code A x + s = 0}. Costs are perturbed
 * by about a millionth against degeneracy; what is claimed comes from {@link
 * LinearProgram#dualBound} and from the point itself.
 */
public final class DualSimplex {
  /** How a solution ended. */
  public enum Outcome {
    OPTIMAL,
    INFEASIBLE,
    /** The objective has passed the limit. */
    CUT_OFF,
    /** Iterations or time are used up. */
    LIMIT
  }

  /** Relative to sizes of about one. */
  private static final double FEASIBLE = 1e-9;

  /** Reduced costs of the wrong sign up to this are rounding errors. */
  private static final double ROUNDING = 1e-7;

  private static final double LEAST_PIVOT = 1e-7;

  private static final double PERTURBATION = 1e-6;

  private static final double DROP = 1e-14;

  /** Iterations between questions to {@link #stop}. */
  private static final int PATIENCE = 64;

  private final LinearProgram program;
  private final BooleanSupplier stop;
  private final int n;
  private final int m;
  private final double[] cost;
  private final double[] lower;
  private final double[] upper;
  private final double[] x;
  private final double[] reduced;
  private final boolean[] atUpper;
  private final int[] head;
  private final int[] position;
  private final double[] weight;
  private final BasisFactors factors;
  private boolean isFactorised;
  private boolean isCurrent;
  private final double[] rho;
  private final double[] alpha;
  private final double[] tau;
  private final double[] flips;
  private final double[] row;
  private final int[] touched;
  private final boolean[] isTouched;
  private int touchedCount;
  private final RatioTest ratios;
  private long iterations;

  /**
   * @param stop asked now and then; true ends a solution
   */
  public DualSimplex(LinearProgram program, BooleanSupplier stop) {
    this.program = program;
    this.stop = stop;
    n = program.width();
    m = program.height();
    cost = Arrays.copyOf(program.cost, n + m);
    lower = Arrays.copyOf(program.lower, n + m);
    upper = Arrays.copyOf(program.upper, n + m);
    for (int i = 0; i < m; i++) {
      lower[n + i] = -program.rowUpper[i];
      upper[n + i] = -program.rowLower[i];
    }
    perturb();
    x = new double[n + m];
    reduced = new double[n + m];
    atUpper = new boolean[n + m];
    head = new int[m];
    position = new int[n + m];
    weight = new double[m];
    factors = new BasisFactors(m);
    rho = new double[m];
    alpha = new double[m];
    tau = new double[m];
    flips = new double[m];
    row = new double[n + m];
    touched = new int[n + m];
    isTouched = new boolean[n + m];
    ratios = new RatioTest(n + m);
    for (int i = 0; i < m; i++) {
      head[i] = n + i;
    }
    Arrays.fill(weight, 1);
    refreshPositions();
  }

  /** Deterministic; upwards, so that cheapest points stay cheapest where costs are not negative. */
  private void perturb() {
    Random random = new Random(1);
    double size = 0;
    int count = 0;
    for (int j = 0; j < n; j++) {
      if (cost[j] != 0) {
        size += Math.abs(cost[j]);
        count++;
      }
    }
    double typical = count == 0 ? 1 : size / count;
    for (int j = 0; j < n; j++) {
      if (upper[j] > lower[j]) {
        cost[j] += PERTURBATION * (typical + Math.abs(cost[j])) * (0.5 + random.nextDouble());
      }
    }
  }

  /** Changes the bounds of a variable; the basis stays. */
  public void bound(int variable, double from, double to) {
    lower[variable] = from;
    upper[variable] = to;
    isCurrent = false;
  }

  public double lower(int variable) {
    return lower[variable];
  }

  public double upper(int variable) {
    return upper[variable];
  }

  /** The value of a variable. */
  public double value(int variable) {
    return x[variable];
  }

  /** The values of all variables. */
  public double[] point() {
    double[] point = Arrays.copyOf(x, n);
    for (int j = 0; j < n; j++) {
      point[j] = Math.min(upper[j], Math.max(lower[j], point[j]));
    }
    return point;
  }

  public long iterations() {
    return iterations;
  }

  /** The price of each row: what one more unit of its side would cost. */
  public double[] prices() {
    ensureFactors();
    double[] prices = new double[m];
    for (int i = 0; i < m; i++) {
      prices[i] = cost[head[i]];
    }
    factors.backward(prices);
    return prices;
  }

  /** A bound on the objective within the present bounds, without the perturbation. */
  public double bound() {
    return program.dualBound(prices(), lower, upper);
  }

  /** Where it stands. */
  Basis basis() {
    BitSet basic = new BitSet(n + m);
    BitSet up = new BitSet(n + m);
    for (int j = 0; j < n + m; j++) {
      basic.set(j, position[j] >= 0);
      up.set(j, position[j] < 0 && atUpper[j]);
    }
    return new Basis(basic, up);
  }

  /** Goes back to where it stood. Steepest edge weights start anew. */
  void restore(Basis basis) {
    int count = 0;
    for (int j = 0; j < n + m; j++) {
      if (basis.basic().get(j)) {
        head[count++] = j;
      }
      atUpper[j] = basis.atUpper().get(j);
    }
    Arrays.fill(weight, 1);
    refreshPositions();
    isFactorised = false;
    isCurrent = false;
  }

  private void refreshPositions() {
    Arrays.fill(position, -1);
    for (int i = 0; i < m; i++) {
      position[head[i]] = i;
    }
  }

  private void ensureFactors() {
    if (isFactorised) {
      return;
    }
    double[] weightOf = row;
    for (int i = 0; i < m; i++) {
      weightOf[head[i]] = weight[i];
    }
    int missing = factors.factorise(head, n, program.columns);
    for (int i = 0; i < m; i++) {
      double known = weightOf[head[i]];
      weight[i] = known > 0 ? known : 1;
    }
    Arrays.fill(weightOf, 0);
    refreshPositions();
    isFactorised = true;
    if (missing > 0) {
      isCurrent = false;
    }
  }

  /**
   * Solves from the present basis.
   *
   * @param cutOff ends where the objective is certain to pass it
   * @param most iterations
   */
  public Outcome solve(double cutOff, long most) {
    long last = iterations + Math.min(most, Long.MAX_VALUE / 2);
    ensureFactors();
    computeDuals();
    computePoint();
    while (true) {
      if (factors.isLong() || !isFactorised) {
        isFactorised = false;
        ensureFactors();
        computeDuals();
        computePoint();
      }
      if (iterations >= last || (iterations % PATIENCE == 0 && stop.getAsBoolean())) {
        return Outcome.LIMIT;
      }
      if (iterations % 16 == 15 && cutOff < Double.POSITIVE_INFINITY && value() > cutOff) {
        return Outcome.CUT_OFF;
      }
      int leaving = leaving();
      if (leaving < 0) {
        if (factors.exchangeCount() > 0 && !isCurrent) {
          isFactorised = false;
          isCurrent = true;
          continue;
        }
        return Outcome.OPTIMAL;
      }
      isCurrent = false;
      if (!step(leaving)) {
        if (factors.exchangeCount() > 0) {
          isFactorised = false; // ask again with exact numbers
          continue;
        }
        return Outcome.INFEASIBLE;
      }
      iterations++;
    }
  }

  /** The objective with perturbed costs, which rises from step to step. */
  private double value() {
    double sum = program.constant;
    for (int j = 0; j < n; j++) {
      sum += cost[j] * x[j];
    }
    return sum;
  }

  private void computeDuals() {
    Arrays.fill(rho, 0);
    for (int i = 0; i < m; i++) {
      rho[i] = cost[head[i]];
    }
    factors.backward(rho);
    SparseMatrix columns = program.columns;
    for (int j = 0; j < n; j++) {
      double sum = cost[j];
      for (int k = columns.start()[j]; k < columns.start()[j + 1]; k++) {
        sum -= columns.value()[k] * rho[columns.index()[k]];
      }
      settle(j, sum);
    }
    for (int i = 0; i < m; i++) {
      settle(n + i, cost[n + i] - rho[i]);
    }
  }

  /** Takes a reduced cost, and the bound that goes with it. */
  private void settle(int j, double sum) {
    if (position[j] >= 0) {
      reduced[j] = 0;
      return;
    }
    reduced[j] = sum;
    if (lower[j] == Double.NEGATIVE_INFINITY || upper[j] == Double.POSITIVE_INFINITY) {
      atUpper[j] = lower[j] == Double.NEGATIVE_INFINITY;
    } else if (Math.abs(sum) > ROUNDING) {
      atUpper[j] = sum < 0;
    }
    keepSign(j);
  }

  private void computePoint() {
    double[] b = flips;
    Arrays.fill(b, 0);
    SparseMatrix columns = program.columns;
    for (int j = 0; j < n + m; j++) {
      if (position[j] >= 0) {
        continue;
      }
      x[j] = atUpper[j] ? upper[j] : lower[j];
      if (x[j] == 0) {
        continue;
      }
      if (j >= n) {
        b[j - n] -= x[j];
      } else {
        for (int k = columns.start()[j]; k < columns.start()[j + 1]; k++) {
          b[columns.index()[k]] -= columns.value()[k] * x[j];
        }
      }
    }
    factors.forward(b);
    for (int i = 0; i < m; i++) {
      x[head[i]] = b[i];
    }
    Arrays.fill(b, 0);
  }

  private int leaving() {
    int best = -1;
    double most = 0;
    for (int i = 0; i < m; i++) {
      int j = head[i];
      double excess = x[j] - upper[j];
      if (excess <= FEASIBLE) {
        excess = lower[j] - x[j];
        if (excess <= FEASIBLE) {
          continue;
        }
      }
      double merit = excess * excess / weight[i];
      if (merit > most) {
        most = merit;
        best = i;
      }
    }
    return best;
  }

  /** One exchange, or only new factors; false where no variable can enter. */
  private boolean step(int leaving) {
    int out = head[leaving];
    boolean above = x[out] > upper[out];
    Arrays.fill(rho, 0);
    rho[leaving] = 1;
    factors.backward(rho);
    priceRow();
    double excess = above ? x[out] - upper[out] : lower[out] - x[out];
    int entering = ratios.choose(above, excess, touched, touchedCount, row, reduced, this);
    if (entering < 0) {
      clearRow();
      return false;
    }
    double along = row[entering];
    column(entering, alpha);
    factors.forward(alpha);
    if (Math.abs(alpha[leaving] - along) > 1e-7 * (1 + Math.abs(along))
        && factors.exchangeCount() > 0) {
      clearRow();
      isFactorised = false;
      return true;
    }
    double exact = 0;
    for (int i = 0; i < m; i++) {
      exact += rho[i] * rho[i];
    }
    weight[leaving] = exact;
    flip();
    double dual = reduced[entering] / along;
    for (int k = 0; k < touchedCount; k++) {
      int j = touched[k];
      if (position[j] < 0) {
        reduced[j] -= dual * row[j];
      }
    }
    clearRow();
    for (int k = 0; k < ratios.tied(); k++) {
      keepSign(ratios.tied(k));
    }
    reduced[entering] = 0;
    reduced[out] = -dual;
    double bound = above ? upper[out] : lower[out];
    double primal = (x[out] - bound) / alpha[leaving];
    System.arraycopy(rho, 0, tau, 0, m);
    factors.forward(tau);
    update(leaving, primal, exact);
    x[entering] += primal;
    x[out] = bound;
    atUpper[out] = above;
    keepSign(out);
    factors.exchange(leaving, alpha);
    head[leaving] = entering;
    position[entering] = leaving;
    position[out] = -1;
    return true;
  }

  private void update(int leaving, double primal, double exact) {
    double pivot = alpha[leaving];
    for (int i = 0; i < m; i++) {
      double a = alpha[i];
      if (a == 0) {
        continue;
      }
      if (Math.abs(a) < DROP) {
        alpha[i] = 0;
        continue;
      }
      if (i != leaving) {
        x[head[i]] -= primal * a;
        double ratio = a / pivot;
        double changed = weight[i] - 2 * ratio * tau[i] + ratio * ratio * exact;
        weight[i] = Math.max(changed, Math.max(1e-4, ratio * ratio));
      }
    }
    weight[leaving] = Math.max(exact / (pivot * pivot), 1e-4);
  }

  /** Row {@code rho} of the tableau, for what is not basic. */
  private void priceRow() {
    touchedCount = 0;
    SparseMatrix rows = program.rows;
    for (int i = 0; i < m; i++) {
      double r = rho[i];
      if (r == 0) {
        continue;
      }
      if (Math.abs(r) < DROP) {
        rho[i] = 0;
        continue;
      }
      touch(n + i, r);
      for (int k = rows.start()[i]; k < rows.start()[i + 1]; k++) {
        touch(rows.index()[k], r * rows.value()[k]);
      }
    }
  }

  private void touch(int j, double amount) {
    if (position[j] < 0) {
      if (!isTouched[j]) {
        isTouched[j] = true;
        touched[touchedCount++] = j;
      }
      row[j] += amount;
    }
  }

  private void clearRow() {
    for (int k = 0; k < touchedCount; k++) {
      row[touched[k]] = 0;
      isTouched[touched[k]] = false;
    }
    touchedCount = 0;
  }

  private void column(int j, double[] into) {
    Arrays.fill(into, 0);
    if (j >= n) {
      into[j - n] = 1;
      return;
    }
    SparseMatrix columns = program.columns;
    for (int k = columns.start()[j]; k < columns.start()[j + 1]; k++) {
      into[columns.index()[k]] = columns.value()[k];
    }
  }

  /** Moves the variables that the ratio test passed to their other bounds. */
  private void flip() {
    if (ratios.flipped() == 0) {
      return;
    }
    Arrays.fill(flips, 0);
    SparseMatrix columns = program.columns;
    for (int f = 0; f < ratios.flipped(); f++) {
      int j = ratios.flipped(f);
      double change = atUpper[j] ? lower[j] - upper[j] : upper[j] - lower[j];
      atUpper[j] = !atUpper[j];
      x[j] = atUpper[j] ? upper[j] : lower[j];
      if (j >= n) {
        flips[j - n] += change;
      } else {
        for (int k = columns.start()[j]; k < columns.start()[j + 1]; k++) {
          flips[columns.index()[k]] += columns.value()[k] * change;
        }
      }
    }
    factors.forward(flips);
    for (int i = 0; i < m; i++) {
      x[head[i]] -= flips[i];
    }
    Arrays.fill(flips, 0);
  }

  /** Changes a cost a little where rounding has given a reduced cost the wrong sign. */
  private void keepSign(int j) {
    if (atUpper[j] ? reduced[j] > 0 : reduced[j] < 0) {
      cost[j] -= reduced[j];
      reduced[j] = 0;
    }
  }

  boolean isAtUpper(int j) {
    return atUpper[j];
  }

  double range(int j) {
    return upper[j] - lower[j];
  }

  static double leastPivot() {
    return LEAST_PIVOT;
  }
}
