package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;

/**
 * What became of a point.
 *
 * @param reason why there are no figures, or which constraints they do not meet; else empty
 * @param figures as text, so that what is kept and read again has the same digits
 */
public record Outcome(Status status, String reason, ImmutableMap<Metric, String> figures) {
  /** Whether there are figures, and if not, why. */
  public enum Status {
    OK,
    /** The model does not fit the chip. */
    INFEASIBLE,
    /** There is no such chip, or the model cannot be read like that. */
    INVALID,
    /** A constraint is broken whatever a schedule would say. */
    EXCLUDED,
    /** A bug of this program; tried again by the next sweep. */
    FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Outcome of(ImmutableMap<Metric, String> figures) {
    return new Outcome(Status.OK, "", figures);
  }

  /** A point without figures. */
  public static Outcome without(Status status, String reason) {
    return new Outcome(status, reason.replaceAll("\\s+", " ").strip(), ImmutableMap.of());
  }

  public boolean isOk() {
    return status == Status.OK;
  }

  /**
   * @throws IllegalStateException without figures
   */
  public double figure(Metric metric) {
    String text = figures.get(metric);
    if (text == null) {
      throw new IllegalStateException(status + ": " + reason);
    }
    return Double.parseDouble(text);
  }
}
