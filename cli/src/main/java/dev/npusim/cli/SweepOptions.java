package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;

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
        case "objective" ->
            new Options(
                precision,
                Choice.of(where, value, Objective.class),
                options.effort(),
                options.skips(),
                options.seed());
        case "effort" ->
            new Options(
                precision,
                options.objective(),
                Choice.of(where, value, Effort.class),
                options.skips(),
                options.seed());
        case "seed" ->
            new Options(
                precision,
                options.objective(),
                options.effort(),
                options.skips(),
                Long.parseLong(value));
        default -> throw new IllegalArgumentException("no option " + name);
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(where + "=" + value + ": " + e.getMessage(), e);
    }
  }
}
