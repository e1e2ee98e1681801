package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.ReferenceSet;

/** How far our models are from reference sets. */
public record ValidationReport(String version, String command, ImmutableList<Compared> sets) {
  /** A set and what came out of it. */
  public record Compared(ReferenceSet set, ImmutableList<ComparedQuantity> quantities) {
    /** Whether all of its bars hold. */
    public boolean meets() {
      return quantities.stream().allMatch(ComparedQuantity::meets);
    }

    public long cases() {
      return quantities.stream().mapToLong(quantity -> quantity.cases().size()).sum();
    }

    public long exact() {
      return quantities.stream().mapToLong(ComparedQuantity::exact).sum();
    }
  }

  /** Runs the sets' models. */
  public static Compared compared(ReferenceSet set) {
    return new Compared(set, set.compare());
  }

  public boolean meets() {
    return sets.stream().allMatch(Compared::meets);
  }
}
