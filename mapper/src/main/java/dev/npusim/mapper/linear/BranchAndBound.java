package dev.npusim.mapper.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A linear program some of whose variables are 0 or 1: branch and bound over a warm {@link
 * DualSimplex}. It goes down from the node with the lowest bound until a branch ends, branches
 * where trials have shown that the bound rises most (reliability branching: Achterberg, Koch and
 * Martin, 2005), and fixes variables whose reduced costs exclude them.
 *
 * <p>Every bound is {@link LinearProgram#dualBound}'s. Equal effort gives equal results.
 */
public final class BranchAndBound {
  /** Closer to 0 or 1 counts as that. */
  private static final double INTEGRAL = 1e-6;

  /** Trials of a variable after which its gains are believed. */
  private static final int RELIABLE = 4;

  /** Trials that may pass without a better variable. */
  private static final int PATIENCE = 8;

  private static final int TRIAL_ITERATIONS = 60;

  /** A dive fixes one of so many fractional variables at once. */
  private static final int DIVE_SHARE = 4;

  /** Nodes between attempts to round. */
  private static final int ROUNDING_EVERY = 20;

  /**
   * What is known at the end.
   *
   * @param point the best point; where none was found the last point of the solver, with all 0/1
   *     variables at 0, which may break rows
   * @param bound no point costs less
   * @param isComplete whether the search ended by itself, so that no point is better by more than
   *     the tolerance
   * @param nodes linear programs of the tree
   * @param iterations of the simplex method
   */
  @SuppressWarnings("ArrayRecordComponent") // large, and handed over
  public record Result(
      double[] point, double bound, boolean isComplete, long nodes, long iterations) {}

  private final LinearProgram program;
  private final int[] binaries;
  private final BooleanSupplier stop;
  private final double tolerance;
  private final long mostIterations;
  private final DualSimplex simplex;
  private final double[][] gain;
  private final int[][] trials;
  private double @Nullable [] best;
  private double incumbent = Double.POSITIVE_INFINITY;

  /** The lowest bound of what was given up because it is too near to the incumbent. */
  private double excluded = Double.POSITIVE_INFINITY;

  private long nodes;
  private long lastIteration = Long.MAX_VALUE;

  /** A part of the tree: variables fixed on the way to it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Node(@Nullable Node parent, int[] fixed, int[] value, double bound, Basis basis) {}

  /**
   * @param binaries the variables that are 0 or 1
   * @param tolerance relative: points that are better by less are not looked for
   * @param mostIterations of the simplex method after the first relaxation and dive, whereupon the
   *     best so far is returned
   * @param stop asked now and then; true ends the search
   */
  public BranchAndBound(
      LinearProgram program,
      int[] binaries,
      double tolerance,
      long mostIterations,
      BooleanSupplier stop) {
    this.program = program;
    this.binaries = binaries.clone();
    this.tolerance = tolerance;
    this.mostIterations = mostIterations;
    this.stop = stop;
    simplex = new DualSimplex(program, stop);
    gain = new double[2][binaries.length];
    trials = new int[2][binaries.length];
  }

  /** Searches until the tolerance is met, the effort is used up or somebody stops it. */
  public Result run() {
    PriorityQueue<Node> open = new PriorityQueue<>(Comparator.comparingDouble(Node::bound));
    DualSimplex.Outcome outcome = simplex.solve(Double.POSITIVE_INFINITY, Long.MAX_VALUE / 2);
    if (outcome == DualSimplex.Outcome.INFEASIBLE) {
      throw new IllegalArgumentException("no point satisfies the rows");
    }
    double bound = simplex.bound();
    double[] last = simplex.point();
    if (outcome != DualSimplex.Outcome.OPTIMAL) {
      return result(last, bound, false);
    }
    Node root = new Node(null, new int[0], new int[0], bound, simplex.basis());
    dive(root);
    lastIteration = simplex.iterations() + Math.min(mostIterations, Long.MAX_VALUE / 2);
    open.add(root);
    while (!open.isEmpty() && !isSpent()) {
      Node node = open.remove();
      if (!isHopeless(node.bound())) {
        jump(node);
        plunge(node, open);
      }
    }
    double least = Math.min(excluded, incumbent);
    for (Node node : open) {
      least = Math.min(least, node.bound());
    }
    return result(last, Math.max(bound, least), least >= limit());
  }

  private Result result(double[] last, double bound, boolean isComplete) {
    if (best != null) {
      return new Result(best, bound, isComplete, nodes, simplex.iterations());
    }
    for (int j : binaries) {
      last[j] = 0;
    }
    return new Result(last, bound, false, nodes, simplex.iterations());
  }

  /** From a node down until a branch ends. */
  private void plunge(Node node, PriorityQueue<Node> open) {
    @Nullable Node current = node;
    while (current != null && !isSpent()) {
      current = descend(current, open);
    }
    if (current != null) {
      open.add(current);
    }
  }

  private boolean isSpent() {
    return simplex.iterations() >= lastIteration || stop.getAsBoolean();
  }

  private long iterationsLeft() {
    return Math.max(0, lastIteration - simplex.iterations());
  }

  private double limit() {
    return best == null ? Double.POSITIVE_INFINITY : incumbent - tolerance * Math.abs(incumbent);
  }

  private boolean isHopeless(double bound) {
    if (bound < limit()) {
      return false;
    }
    excluded = Math.min(excluded, bound);
    return true;
  }

  /** Fixes what a node says and nothing else, and starts from its parent's basis. */
  private void jump(Node node) {
    for (int j : binaries) {
      simplex.bound(j, program.lower[j], program.upper[j]);
    }
    for (Node at = node; at != null; at = at.parent()) {
      for (int k = 0; k < at.fixed().length; k++) {
        simplex.bound(at.fixed()[k], at.value()[k], at.value()[k]);
      }
    }
    simplex.restore(node.basis());
  }

  /** Solves a node; returns the child to go on with, others go to {@code open}. */
  private @Nullable Node descend(Node node, PriorityQueue<Node> open) {
    nodes++;
    DualSimplex.Outcome outcome = simplex.solve(limit(), iterationsLeft());
    if (outcome == DualSimplex.Outcome.INFEASIBLE) {
      return null;
    }
    if (outcome == DualSimplex.Outcome.LIMIT) {
      return node;
    }
    double bound = Math.max(node.bound(), simplex.bound());
    if (outcome == DualSimplex.Outcome.CUT_OFF) {
      if (isHopeless(bound)) {
        return null;
      }
      // The perturbation alone has passed the limit.
      if (simplex.solve(Double.POSITIVE_INFINITY, iterationsLeft())
          != DualSimplex.Outcome.OPTIMAL) {
        return node;
      }
      bound = Math.max(bound, simplex.bound());
    }
    if (isHopeless(bound)) {
      return null;
    }
    double[] point = simplex.point();
    int[] fractional = fractional(point);
    if (fractional.length == 0) {
      offer(point);
      excluded = Math.min(excluded, bound);
      return null;
    }
    if (nodes % ROUNDING_EVERY == 1) {
      Basis here = simplex.basis();
      round(point);
      simplex.restore(here);
      if (isHopeless(bound)) {
        return null;
      }
    }
    return branch(node, bound, point, fractional, open);
  }

  private int[] fractional(double[] point) {
    return Arrays.stream(binaries)
        .filter(j -> point[j] > INTEGRAL && point[j] < 1 - INTEGRAL)
        .toArray();
  }

  private void offer(double[] point) {
    double objective = program.objective(point);
    if (objective < incumbent) {
      incumbent = objective;
      best = point;
    }
  }

  private @Nullable Node branch(
      Node node, double bound, double[] point, int[] fractional, PriorityQueue<Node> open) {
    Basis basis = simplex.basis();
    List<Integer> fixed = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    reducedCosts(bound, fixed, values);
    int chosen = choose(bound, point, fractional, basis);
    boolean up = point[chosen] > 0.5;
    simplex.restore(basis);
    Node[] children = new Node[2];
    for (int value = 0; value < 2; value++) {
      List<Integer> with = new ArrayList<>(fixed);
      List<Integer> at = new ArrayList<>(values);
      with.add(chosen);
      at.add(value);
      children[value] =
          new Node(
              node,
              with.stream().mapToInt(Integer::intValue).toArray(),
              at.stream().mapToInt(Integer::intValue).toArray(),
              bound,
              basis);
    }
    open.add(children[up ? 0 : 1]);
    Node next = children[up ? 1 : 0];
    for (int k = 0; k < next.fixed().length; k++) {
      simplex.bound(next.fixed()[k], next.value()[k], next.value()[k]);
    }
    return next;
  }

  /** Variables that cannot leave their bounds without passing the incumbent. */
  private void reducedCosts(double bound, List<Integer> fixed, List<Integer> values) {
    double slack = limit() - bound;
    if (!Double.isFinite(slack)) {
      return;
    }
    double[] reduced = program.reducedCosts(simplex.prices());
    for (int j : binaries) {
      if (simplex.lower(j) < simplex.upper(j) && Math.abs(reduced[j]) > slack) {
        boolean isUp = reduced[j] < 0;
        if (simplex.value(j) == (isUp ? 1 : 0)) {
          fixed.add(j);
          values.add(isUp ? 1 : 0);
        }
      }
    }
  }

  private int index(int variable) {
    return Arrays.binarySearch(binaries, variable);
  }

  /** The variable whose two branches are expected to raise the bound most. */
  private int choose(double bound, double[] point, int[] fractional, Basis basis) {
    Integer[] order = Arrays.stream(fractional).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -score(j, point[j])));
    int chosen = order[0];
    double most = -1;
    int since = 0;
    for (int j : order) {
      int b = index(j);
      double score;
      if (Math.min(trials[0][b], trials[1][b]) >= RELIABLE || isSpent()) {
        score = score(j, point[j]);
      } else {
        double down = trial(j, 0, bound, point[j], basis);
        double up = trial(j, 1, bound, 1 - point[j], basis);
        score = product(down, up);
      }
      if (score > most) {
        most = score;
        chosen = j;
        since = 0;
      } else if (++since >= PATIENCE) {
        break;
      }
    }
    return chosen;
  }

  private static double product(double down, double up) {
    return Math.max(down, 1e-9) * Math.max(up, 1e-9);
  }

  private double score(int variable, double value) {
    int b = index(variable);
    return product(value * expected(0, b), (1 - value) * expected(1, b));
  }

  private double expected(int side, int b) {
    if (trials[side][b] > 0) {
      return gain[side][b] / trials[side][b];
    }
    double sum = 0;
    int count = 0;
    for (int k = 0; k < binaries.length; k++) {
      if (trials[side][k] > 0) {
        sum += gain[side][k] / trials[side][k];
        count++;
      }
    }
    return count == 0 ? 1 : sum / count;
  }

  /** How much the bound rises within a few iterations where a variable is fixed. */
  private double trial(int variable, int value, double bound, double distance, Basis basis) {
    double from = simplex.lower(variable);
    double to = simplex.upper(variable);
    simplex.restore(basis);
    simplex.bound(variable, value, value);
    DualSimplex.Outcome outcome = simplex.solve(limit(), TRIAL_ITERATIONS);
    double raised =
        outcome == DualSimplex.Outcome.INFEASIBLE
            ? Math.max(1, Math.abs(bound))
            : Math.max(0, simplex.bound() - bound);
    simplex.bound(variable, from, to);
    if (outcome != DualSimplex.Outcome.INFEASIBLE) {
      int b = index(variable);
      gain[value][b] += raised / distance;
      trials[value][b]++;
    }
    return raised;
  }

  /** Rounds to the nearest and solves for the rest. */
  private void round(double[] point) {
    double[][] saved = new double[2][binaries.length];
    for (int b = 0; b < binaries.length; b++) {
      int j = binaries[b];
      saved[0][b] = simplex.lower(j);
      saved[1][b] = simplex.upper(j);
      double value = point[j] > 0.5 ? 1 : 0;
      simplex.bound(j, value, value);
    }
    if (simplex.solve(limit(), iterationsLeft()) == DualSimplex.Outcome.OPTIMAL) {
      offer(simplex.point());
    }
    for (int b = 0; b < binaries.length; b++) {
      simplex.bound(binaries[b], saved[0][b], saved[1][b]);
    }
  }

  /** From the root: again and again the variables nearest to 0 or 1 are fixed there. */
  private void dive(Node root) {
    round(simplex.point());
    jump(root);
    while (!isSpent() && simplex.solve(limit(), iterationsLeft()) == DualSimplex.Outcome.OPTIMAL) {
      double[] point = simplex.point();
      int[] fractional = fractional(point);
      if (fractional.length == 0) {
        offer(point);
        break;
      }
      Integer[] order = Arrays.stream(fractional).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble((Integer j) -> -Math.abs(point[j] - 0.5)));
      for (int k = 0; k == 0 || k < order.length / DIVE_SHARE; k++) {
        double value = point[order[k]] > 0.5 ? 1 : 0;
        simplex.bound(order[k], value, value);
      }
    }
    jump(root);
  }
}
