package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.search.Effort;

/** Options of a schedule that a sweep varies, read as the options are. */
final class SweepOptions {
  static final ImmutableList<String> NAMES =
      ImmutableList.of("precision", "objective", "effort", "skips", "weights", "zeros", "seed");

  private SweepOptions() {}

  /**
   * The same options but one.
   *
   * @throws UsageException for a value it cannot have
   */
  static Options with(Options options, String name, String value) {
    String where = "--vary " + name;
    Precision precision = options.precision();
    try {
      return switch (name) {
        case "precision" ->
            options.withPrecision(
                Precision.parse(value).with(precision.weights(), precision.zeros()));
        case "weights" ->
            options.withPrecision(
                precision.with(
                    value.equals("dense") ? Sparsity.DENSE : Sparsity.parse(value),
                    precision.zeros()));
        case "zeros" ->
            options.withPrecision(precision.with(precision.weights(), Double.parseDouble(value)));
        case "skips" -> options.withSkips(Choice.of(where, value, Options.Skips.class));
        case "objective" -> options.withGoal(Choice.of(where, value, Goal.class));
        case "effort" -> options.withEffort(Choice.of(where, value, Effort.class));
        case "seed" ->
            new Options(
                precision,
                options.goal(),
                options.effort(),
                options.skips(),
                options.fusion(),
                Long.parseLong(value));
        default -> throw new IllegalArgumentException("no option " + name);
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(where + "=" + value + ": " + e.getMessage(), e);
    }
  }
}
