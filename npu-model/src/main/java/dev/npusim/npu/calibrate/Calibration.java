package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.npu.reference.Errors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Constants fitted to measured rows, and how well they describe them. The sum of the squares of the
 * relative errors is least, so that a row counts the same whatever its size; no constant is
 * negative. Each row is also predicted by constants fitted to the others alone: that error, not the
 * fitted one, is what to expect of a chip that was not measured.
 *
 * @param constants in the order of the model's terms; 0 for one that the rows do not ask for
 */
public record Calibration(
    CalibrationModel model,
    Measurements measurements,
    ImmutableDoubleArray constants,
    ImmutableList<Fit> fits) {
  /**
   * A row.
   *
   * @param line in the file
   * @param name the values of the model's columns
   * @param fitted by constants of all rows
   * @param leftOut by constants of the other rows
   */
  public record Fit(int line, String name, double measured, double fitted, double leftOut) {
    /** 0.1 is 10 % too much. */
    public double error() {
      return fitted / measured - 1;
    }

    /** The same of what the other rows predict. */
    public double leftOutError() {
      return leftOut / measured - 1;
    }
  }

  /**
   * @throws CalibrationException for an unknown column, a number that is none, a target of 0, fewer
   *     rows than constants + 1, or terms that the rows do not tell apart
   */
  public static Calibration of(CalibrationModel model, Measurements measurements) {
    String place = "--target " + model.target();
    measurements.index(place, model.target());
    model
        .terms()
        .forEach(
            term -> term.columns().forEach(name -> measurements.index("--term " + term, name)));
    List<Measurements.Row> rows = measurements.rows();
    int n = model.terms().size();
    if (rows.size() <= n) {
      throw new CalibrationException(
          "%s: %d rows for %d constants; at least %d are needed, so that each can be left out"
              .formatted(measurements.file(), rows.size(), n, n + 1));
    }
    double[] measured = new double[rows.size()];
    double[][] share = new double[rows.size()][n];
    for (int i = 0; i < rows.size(); i++) {
      measured[i] = measurements.number(place, rows.get(i), model.target());
      if (measured[i] == 0) {
        throw new CalibrationException(
            "%s:%d: column %s is 0, and no error is relative to that"
                .formatted(measurements.file(), rows.get(i).line(), model.target()));
      }
      for (int j = 0; j < n; j++) {
        share[i][j] = model.terms().get(j).of(measurements, rows.get(i)) / measured[i];
      }
    }
    return fit(model, measurements, measured, share);
  }

  private static Calibration fit(
      CalibrationModel model, Measurements measurements, double[] measured, double[][] share) {
    checkRank(model, measurements.file(), share, "");
    double[] constants = LeastSquares.nonNegative(share, ones(measured.length));
    double[] fitted = LeastSquares.product(share, constants);
    ImmutableList.Builder<Fit> fits = ImmutableList.builder();
    for (int i = 0; i < measured.length; i++) {
      Measurements.Row row = measurements.rows().get(i);
      double[][] others = without(share, i);
      checkRank(model, measurements.file(), others, " without line " + row.line());
      double[] fromOthers = LeastSquares.nonNegative(others, ones(others.length));
      double leftOut = LeastSquares.product(new double[][] {share[i]}, fromOthers)[0];
      fits.add(
          new Fit(
              row.line(),
              name(model, measurements, row),
              measured[i],
              fitted[i] * measured[i],
              leftOut * measured[i]));
    }
    return new Calibration(
        model, measurements, ImmutableDoubleArray.copyOf(constants), fits.build());
  }

  private static void checkRank(
      CalibrationModel model, String file, double[][] share, String which) {
    int n = model.terms().size();
    for (int j = 0; j < n; j++) {
      if (LeastSquares.norm(share, j) == 0) {
        throw new CalibrationException(
            file + which + ": " + model.terms().get(j) + " is 0 in every row; leave it out");
      }
    }
    if (LeastSquares.rank(share) < n) {
      throw new CalibrationException(
          file
              + which
              + ": the rows do not tell apart "
              + dependent(model, share)
              + "; measure rows in which they differ, or leave one out");
    }
  }

  /** Terms whose removal leaves the others as independent as before: those that depend. */
  private static String dependent(CalibrationModel model, double[][] share) {
    int n = model.terms().size();
    int rank = LeastSquares.rank(share);
    List<String> names = new ArrayList<>();
    for (int drop = 0; drop < n; drop++) {
      int dropped = drop;
      double[][] rest =
          Arrays.stream(share)
              .map(
                  row -> {
                    double[] kept = new double[n - 1];
                    for (int j = 0; j < kept.length; j++) {
                      kept[j] = row[j < dropped ? j : j + 1];
                    }
                    return kept;
                  })
              .toArray(double[][]::new);
      if (LeastSquares.rank(rest) == rank) {
        names.add(model.terms().get(drop).toString());
      }
    }
    return String.join(" and ", names);
  }

  private static String name(
      CalibrationModel model, Measurements measurements, Measurements.Row row) {
    return model.columns().stream()
        .map(column -> column + " " + row.cells().get(measurements.columns().indexOf(column)))
        .collect(Collectors.joining(", "));
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[][] without(double[][] rows, int index) {
    double[][] others = new double[rows.length - 1][];
    for (int i = 0; i < others.length; i++) {
      others[i] = rows[i < index ? i : i + 1];
    }
    return others;
  }

  /** The value of a constant. */
  public double constant(String name) {
    return constants.get(model.index("constants", name));
  }

  /** Errors without their sign of the rows it was fitted to. */
  public Errors inSample() {
    return errors(Fit::error);
  }

  /** Errors without their sign of rows predicted by the others. */
  public Errors leaveOneOut() {
    return errors(Fit::leftOutError);
  }

  private Errors errors(ToDoubleFunction<Fit> error) {
    return Errors.of(
        fits.stream().mapToDouble(fit -> Math.abs(error.applyAsDouble(fit))).toArray());
  }

  /** Where constants come from, for whoever reads them elsewhere. */
  public String provenance() {
    Errors errors = leaveOneOut();
    return String.format(
        Locale.ROOT,
        "calibrated: %s, %d rows of %s, error of a row left out %.1f %% median, %.1f %% worst",
        model.formula(),
        fits.size(),
        measurements.file(),
        100 * errors.median(),
        100 * errors.worst());
  }
}
