package dev.npusim.viz.sweep;

import dev.npusim.mapper.sweep.Monotonicity;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.Sensitivity;
import dev.npusim.mapper.sweep.SweepResult;
import dev.npusim.viz.text.Text;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Sentences that the terminal and the page share. */
public final class SweepLines {
  private SweepLines() {}

  /** How many points there are and what became of them. */
  public static String points(SweepReport report) {
    SweepResult result = report.result();
    StringBuilder text = new StringBuilder(Units.exact(result.outcomes().size()));
    if (report.sampling() != Sampling.GRID && result.outcomes().size() < result.grid().size()) {
      text.append(" of ")
          .append(Units.exact(result.grid().size()))
          .append(" (")
          .append(report.sampling().name().toLowerCase(Locale.ROOT))
          .append(" sampling)");
    }
    for (Outcome.Status status : Outcome.Status.values()) {
      if (status != Outcome.Status.OK && result.count(status) > 0) {
        text.append(", ").append(result.count(status)).append(' ').append(status.word());
      }
    }
    long excluded =
        result.outcomes().values().stream()
            .filter(outcome -> !result.broken(outcome).isEmpty())
            .count();
    if (excluded > 0) {
      text.append(", ").append(excluded).append(" excluded by constraints");
    }
    return text.toString();
  }

  public static String sensitivity(Sensitivity row) {
    String spread =
        Double.isFinite(row.spread())
            ? String.format(Locale.ROOT, "%.2f", row.spread())
            : Units.NONE;
    return row.elasticity().isPresent()
        ? spread + String.format(Locale.ROOT, " (%+.2f)", row.elasticity().getAsDouble())
        : spread;
  }

  public static String monotonicity(Monotonicity row) {
    return row.rises() == 0
        ? "never, in " + Text.count(row.pairs(), "pair") + " of neighbours"
        : String.format(
            Locale.ROOT,
            "in %d of %d pairs of neighbours, by %.2f %% at most",
            row.rises(),
            row.pairs(),
            100 * row.largest());
  }
}
