package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides greedily what stays in SRAM: gaps in order of the DRAM bytes they save per byte of SRAM
 * and unit of time, each with as many rows as fit beside what the groups themselves need. O(gaps x
 * groups).
 *
 * <p>A weight over a gap saves reading it again, an activation writing it as well; a weight's gap
 * therefore counts as twice as long.
 */
public final class ResidencyPlanner {
  /** Less than this share of a tensor is not worth a slab of its own. */
  private static final double LEAST_SHARE = 1.0 / 16;

  private final ImmutableList<Stored> stored;
  private final TensorTable tensors;
  private final long[] room;
  private final double[] timeBefore;
  private final ImmutableTable<String, Integer, Long> weightRoom;

  /**
   * @param room per group, SRAM that is left beside its own workspace
   * @param time per group, estimated cycles
   * @param weightRoom by weight and group, the part of the group's workspace that it would not need
   *     if all of the weight were in SRAM anyway
   */
  public ResidencyPlanner(
      ImmutableList<Stored> stored,
      TensorTable tensors,
      long[] room,
      double[] time,
      ImmutableTable<String, Integer, Long> weightRoom) {
    this.stored = stored;
    this.tensors = tensors;
    this.room = room.clone();
    this.weightRoom = weightRoom;
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
    ResidencyPlan plan = new ResidencyPlan(stored, knobs.pinnedRows());
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
                  (timeBefore[to + 1] - timeBefore[from]) * (tensor.root().isStatic() ? 2 : 1),
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
    Tensor matrix = tensors.of(tensor.root());
    int rows = matrix.rows();
    int from = tensor.liveFrom().get(gap.index());
    long rowBytes = Math.max(1, matrix.bytes(matrix.columns()));
    int fits = rows;
    boolean whole = true;
    for (int group = gap.from(); group <= gap.to(); group++) {
      int already = plan.residentRows(tensor, group);
      long spare = room[group] + bytes(tensor, already);
      long needed = bytes(tensor, together(plan, gap, group, rows)) + 64;
      whole &= spare + freed(tensor, group, already, rows) >= needed;
      fits = together(plan, gap, group, fits, Math.max(0, spare - 64) / rowBytes);
    }
    if (whole) {
      fits = rows;
    } else {
      // Whole lines of an image, so that slabs and tiles meet at the same rows.
      int block = matrix.sparsity().of();
      int quantum = Math.max(1, Math.min(64, rows / 16) / block) * block;
      fits = fits / quantum * quantum;
      if (gap.forced()) {
        throw new InfeasibleException(
            "%s (%,d bytes) cannot stay in SRAM until its reader: there is room for %,d bytes at the tightest point"
                .formatted(tensor.root().name(), bytes(tensor, rows), bytes(tensor, fits)));
      }
    }
    if (fits - from < (rows - from) * LEAST_SHARE) {
      return;
    }
    for (int group = gap.from(); group <= gap.to(); group++) {
      int already = plan.residentRows(tensor, group);
      int all = together(plan, gap, group, fits);
      if (all > already) {
        room[group] -=
            bytes(tensor, all) - bytes(tensor, already) - freed(tensor, group, already, fits);
      }
    }
    plan.keep(tensor, gap.index(), fits);
  }

  /** Rows of the tensor that are in SRAM at a group if those up to {@code end} stay as well. */
  private static int together(ResidencyPlan plan, Gap gap, int group, int end) {
    int before = plan.kept(gap.tensor(), gap.index());
    plan.keep(gap.tensor(), gap.index(), end);
    int rows = plan.residentRows(gap.tensor(), group);
    plan.keep(gap.tensor(), gap.index(), before);
    return rows;
  }

  /** The largest end, {@code most} at most, with which there are no more than {@code rows}. */
  private static int together(ResidencyPlan plan, Gap gap, int group, int most, long rows) {
    if (together(plan, gap, group, most) <= rows) {
      return most;
    }
    int low = 0;
    int high = most;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (together(plan, gap, group, middle) <= rows) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What a group that reads a weight no longer needs for it once all of it stays. */
  private long freed(Stored tensor, int group, int already, int rows) {
    Long freed = weightRoom.get(tensor.root().name(), group);
    int all = tensors.of(tensor.root()).rows();
    return freed == null || already == all || rows < all ? 0 : freed;
  }

  private long bytes(Stored tensor, int rows) {
    Tensor matrix = tensors.of(tensor.root());
    return rows == 0 ? 0 : AddressSpace.align(matrix.bytes((long) rows * matrix.columns()));
  }
}
