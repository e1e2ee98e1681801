package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * One quantity of a set, over its cases.
 *
 * @param quantity such as {@code cycles}
 * @param unit of reference and ours, such as {@code ms}; empty for a plain count
 * @param bar how far ours may be off; empty where the numbers are only reported
 */
public record ComparedQuantity(
    String quantity, String unit, Optional<Bar> bar, ImmutableList<Case> cases) {
  /**
   * A number of theirs and ours.
   *
   * @param cause why they differ, where that is known; empty otherwise
   */
  public record Case(String name, double reference, double ours, String cause) {
    public Case(String name, double reference, double ours) {
      this(name, reference, ours, "");
    }

    /** Ours against theirs: 0.1 is 10 % too much. Infinite where theirs is 0 and ours is not. */
    public double error() {
      return ours == reference ? 0 : ours / reference - 1;
    }
  }

  public ComparedQuantity {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(quantity + " has no cases");
    }
  }

  /** Errors without their sign. */
  public Errors errors() {
    return Errors.of(cases.stream().mapToDouble(each -> Math.abs(each.error())).toArray());
  }

  /** How many cases are equal. */
  public long exact() {
    return cases.stream().filter(each -> each.error() == 0).count();
  }

  /** Whether the bar holds; true without one. */
  public boolean meets() {
    return bar.isEmpty() || bar.get().holds(errors());
  }
}
