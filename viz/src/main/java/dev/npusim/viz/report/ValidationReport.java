package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.RecordedErrors;
import dev.npusim.npu.reference.ReferenceSet;
import java.util.Optional;

/**
 * How far our models are from reference sets.
 *
 * @param recorded the errors of an earlier day; empty where they are not compared
 * @param worse what has grown since
 */
public record ValidationReport(
    String version,
    String command,
    ImmutableList<Compared> sets,
    Optional<RecordedErrors> recorded,
    ImmutableList<RecordedErrors.Worse> worse) {
  /** Without a comparison with an earlier day. */
  public ValidationReport(String version, String command, ImmutableList<Compared> sets) {
    this(version, command, sets, Optional.empty(), ImmutableList.of());
  }

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

  /** Whether every bar holds and nothing is worse than recorded. */
  public boolean meets() {
    return worse.isEmpty() && sets.stream().allMatch(Compared::meets);
  }

  /** Quantities that were not recorded yet. */
  public ImmutableList<RecordedErrors.Key> unrecorded() {
    ImmutableList.Builder<RecordedErrors.Key> keys = ImmutableList.builder();
    for (Compared compared : sets) {
      for (ComparedQuantity quantity : compared.quantities()) {
        String set = compared.set().name();
        if (recorded.isPresent() && !recorded.get().knows(set, quantity.quantity())) {
          keys.add(new RecordedErrors.Key(set, quantity.quantity()));
        }
      }
    }
    return keys.build();
  }
}
