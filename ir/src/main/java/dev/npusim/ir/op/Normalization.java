package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * Subtract a mean, divide by a deviation, scale and shift. Inputs: x; optionally scale; optionally
 * shift (for BATCH also the running mean and variance). Output: of x's type.
 *
 * @param groups channel groups of GROUP; 1 otherwise
 * @param epsilon added to the variance (RMS: to the mean square) before the root
 */
public record Normalization(Kind kindOf, int groups, double epsilon) implements VectorOperation {
  /** What the statistics run over, and the lane operations per element. */
  public enum Kind {
    /**
     * Over the positions of an image and the channels of a group, per batch element. Statistics:
     * add, square and add (2); application: one multiply-add with the folded scale and shift (1).
     */
    GROUP(2, 1),
    /** GROUP with one channel per group. */
    INSTANCE(2, 1),
    /** Over the columns of a row. Statistics 2; normalise 1, affine 1. */
    LAYER(2, 2),
    /** Root mean square over the columns of a row. Statistics 1; normalise 1, scale 1. */
    RMS(1, 2),
    /** Fixed statistics: one multiply-add. */
    BATCH(0, 1);

    private final int statisticsLaneOps;
    private final int applyLaneOps;

    Kind(int statisticsLaneOps, int applyLaneOps) {
      this.statisticsLaneOps = statisticsLaneOps;
      this.applyLaneOps = applyLaneOps;
    }

    public int statisticsLaneOps() {
      return statisticsLaneOps;
    }

    public int applyLaneOps() {
      return applyLaneOps;
    }
  }

  public Normalization {
    Checks.positive(groups, "groups");
    Checks.require(groups == 1 || kindOf == Kind.GROUP, "only a group norm has groups");
  }

  private static final double USUAL_EPSILON = 1e-5;

  public static Normalization group(int groups, double epsilon) {
    return new Normalization(Kind.GROUP, groups, epsilon);
  }

  public static Normalization layer(double epsilon) {
    return new Normalization(Kind.LAYER, 1, epsilon);
  }

  public static Normalization rms(double epsilon) {
    return new Normalization(Kind.RMS, 1, epsilon);
  }

  /** With an epsilon of 1e-5, as are the following three. */
  public static Normalization group(int groups) {
    return group(groups, USUAL_EPSILON);
  }

  public static Normalization layer() {
    return layer(USUAL_EPSILON);
  }

  public static Normalization rms() {
    return rms(USUAL_EPSILON);
  }

  public static Normalization batch() {
    return new Normalization(Kind.BATCH, 1, USUAL_EPSILON);
  }

  /** True when one row of the matrix can be normalised knowing only that row. */
  public boolean isRowLocal() {
    return kindOf == Kind.LAYER || kindOf == Kind.RMS || kindOf == Kind.BATCH;
  }

  @Override
  public String kind() {
    return kindOf.name().toLowerCase(Locale.ROOT) + "_norm";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 5);
    TensorType x = inputs.get(0);
    Checks.require(x.columns() % groups == 0, x.columns() + " channels in " + groups + " groups");
    for (TensorType parameter : inputs.subList(1, inputs.size())) {
      Checks.require(
          parameter.elements() == x.columns(),
          "scale or shift of " + parameter.shape() + " for " + x.columns() + " columns");
    }
    return ImmutableList.of(x);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * (kindOf.statisticsLaneOps() + kindOf.applyLaneOps());
  }
}
