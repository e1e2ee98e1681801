package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides greedily what stays in SRAM: gaps in order of the DRAM bytes they save per byte of SRAM
 * and unit of time, each with as many rows as fit beside what the groups themselves need. O(gaps x
 * groups).
 */
public final class ResidencyPlanner {
  /** Less than this share of a tensor is not worth a slab of its own. */
  private static final double LEAST_SHARE = 1.0 / 16;

  private final ImmutableList<Stored> stored;
  private final TensorTable tensors;
  private final long[] room;
  private final double[] timeBefore;

  /**
   * @param room per group, SRAM that is left beside its own workspace
   * @param time per group, estimated cycles
   */
  public ResidencyPlanner(
      ImmutableList<Stored> stored, TensorTable tensors, long[] room, double[] time) {
    this.stored = stored;
    this.tensors = tensors;
    this.room = room.clone();
    this.timeBefore = new double[time.length + 1];
    for (int g = 0; g < time.length; g++) {
      timeBefore[g + 1] = timeBefore[g] + time[g];
    }
  }

  private record Gap(Stored tensor, int index, int from, int to, double duration, boolean forced) {}

  /**
   * @throws InfeasibleException when a gap that must be kept does not fit
   */
  public ResidencyPlan plan(Knobs knobs) {
    ResidencyPlan plan = new ResidencyPlan(stored);
    List<Gap> gaps = new ArrayList<>();
    for (Stored tensor : stored) {
      for (int i = 0; i < tensor.gaps(); i++) {
        int from = tensor.accesses().get(i);
        int to = tensor.accesses().get(i + 1);
        Knobs.GapKey key = new Knobs.GapKey(tensor.root().name(), to);
        if (!knobs.neverKeep().contains(key)) {
          gaps.add(
              new Gap(
                  tensor,
                  i,
                  from,
                  to,
                  timeBefore[to + 1] - timeBefore[from],
                  knobs.alwaysKeep().contains(key)));
        }
      }
    }
    gaps.sort(
        Comparator.comparing((Gap gap) -> !gap.forced())
            .thenComparingDouble(Gap::duration)
            .thenComparingInt(Gap::from)
            .thenComparing(gap -> gap.tensor().root().name()));
    for (Gap gap : gaps) {
      keep(plan, gap);
    }
    return plan;
  }

  private void keep(ResidencyPlan plan, Gap gap) {
    Stored tensor = gap.tensor();
    int rows = Math.toIntExact(tensor.root().type().rows());
    long rowBytes = Math.max(1, tensors.of(tensor.root()).bytes(tensor.root().type().columns()));
    int fits = rows;
    for (int group = gap.from(); group <= gap.to(); group++) {
      int already = plan.residentRows(tensor, group);
      long spare = room[group] + bytes(tensor, already);
      fits = (int) Math.min(fits, Math.max(0, spare - 64) / rowBytes);
    }
    if (fits < rows) {
      // Whole lines of an image, so that slabs and tiles meet at the same rows.
      int quantum = Math.max(1, Math.min(64, rows / 16));
      fits = fits / quantum * quantum;
      if (gap.forced()) {
        throw new InfeasibleException(
            "%s (%,d bytes) cannot stay in SRAM until its reader: there is room for %,d bytes at the tightest point"
                .formatted(tensor.root().name(), bytes(tensor, rows), bytes(tensor, fits)));
      }
    }
    if (fits < rows * LEAST_SHARE) {
      return;
    }
    for (int group = gap.from(); group <= gap.to(); group++) {
      int already = plan.residentRows(tensor, group);
      if (fits > already) {
        room[group] -= bytes(tensor, fits) - bytes(tensor, already);
      }
    }
    plan.keep(tensor, gap.index(), fits);
  }

  private long bytes(Stored tensor, int rows) {
    return rows == 0
        ? 0
        : AddressSpace.align(
            tensors.of(tensor.root()).bytes(rows * tensor.root().type().columns()));
  }
}
