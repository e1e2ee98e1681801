package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Region;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of each stored tensor stay in SRAM over each of its gaps: always the first of those
 * that are still read ({@link Stored#liveFrom}). Of weights some may be pinned: they stay all the
 * time, from one run to the next.
 */
public final class ResidencyPlan {
  private final ImmutableList<Stored> stored;
  private final Map<String, int[]> keptRows = new HashMap<>();
  private final Map<String, Stored> byName = new HashMap<>();
  private final ImmutableMap<String, Integer> pinnedRows;

  public ResidencyPlan(ImmutableList<Stored> stored) {
    this(stored, ImmutableMap.of());
  }

  /**
   * @param pinnedRows of weights by name
   */
  public ResidencyPlan(ImmutableList<Stored> stored, ImmutableMap<String, Integer> pinnedRows) {
    this.stored = stored;
    this.pinnedRows = pinnedRows;
    for (Stored tensor : stored) {
      keptRows.put(tensor.root().name(), new int[tensor.gaps()]);
      byName.put(tensor.root().name(), tensor);
    }
  }

  /** A copy that can be changed on its own. */
  public ResidencyPlan copy() {
    ResidencyPlan copy = new ResidencyPlan(stored, pinnedRows);
    keptRows.forEach((name, rows) -> copy.keptRows.put(name, rows.clone()));
    return copy;
  }

  public ImmutableList<Stored> stored() {
    return stored;
  }

  /** The stored tensor of that name, or null when the value lives inside a group. */
  public @Nullable Stored find(String name) {
    return byName.get(name);
  }

  private int pinned(Stored tensor) {
    Integer rows = pinnedRows.get(tensor.root().name());
    return rows == null ? 0 : rows;
  }

  /** The end of the rows that stay: those in front of {@link Stored#liveFrom} do not. */
  public int kept(Stored tensor, int gap) {
    return rows(tensor)[gap];
  }

  /** How many rows stay. */
  public int keptRows(Stored tensor, int gap) {
    return Math.max(0, kept(tensor, gap) - tensor.liveFrom().get(gap));
  }

  public void keep(Stored tensor, int gap, int rows) {
    rows(tensor)[gap] = rows;
  }

  private int[] rows(Stored tensor) {
    int[] rows = keptRows.get(tensor.root().name());
    if (rows == null) {
      throw new IllegalStateException("not stored: " + tensor.root().name());
    }
    return rows;
  }

  /**
   * How many rows of the tensor are in SRAM while {@code group} runs: kept before it, kept after
   * it, or pinned.
   */
  public int residentRows(Stored tensor, int group) {
    int[] kept = rows(tensor);
    int count = pinned(tensor);
    int end = count;
    // What is live begins later from gap to gap.
    for (int gap = 0; gap < kept.length; gap++) {
      if (isIn(tensor, gap, group)) {
        int begin = Math.max(end, tensor.liveFrom().get(gap));
        count += Math.max(0, kept[gap] - begin);
        end = Math.max(end, kept[gap]);
      }
    }
    return count;
  }

  /** The first row from {@code begin} on that is not in SRAM while {@code group} runs. */
  int residentUntil(Stored tensor, int group, int begin) {
    int[] kept = rows(tensor);
    int until = Math.max(begin, pinned(tensor));
    for (int gap = 0; gap < kept.length; gap++) {
      if (tensor.liveFrom().get(gap) <= until && isIn(tensor, gap, group)) {
        until = Math.max(until, kept[gap]);
      }
    }
    return until;
  }

  /** The first row from {@code begin} on that is in SRAM while {@code group} runs, or all rows. */
  int residentFrom(Stored tensor, int group, int begin, int rows) {
    int from = pinned(tensor) > begin ? begin : rows;
    for (int gap = 0; gap < tensor.gaps(); gap++) {
      if (kept(tensor, gap) > begin && isIn(tensor, gap, group)) {
        int first = Math.max(begin, tensor.liveFrom().get(gap));
        from = first < kept(tensor, gap) ? Math.min(from, first) : from;
      }
    }
    return from;
  }

  private static boolean isIn(Stored tensor, int gap, int group) {
    return tensor.accesses().get(gap) <= group && group <= tensor.accesses().get(gap + 1);
  }

  /**
   * Rows [begin, end) that stay over consecutive gaps.
   *
   * @param firstGroup the access before the first of those gaps
   * @param lastGroup the access after the last
   * @param made whether the producer writes them (otherwise they are fetched at {@code firstGroup})
   * @param pinned whether they stay for good: they take room in all groups, and these are the first
   *     and the last to read them
   */
  public record Slab(
      Stored tensor,
      int begin,
      int end,
      int firstGroup,
      int lastGroup,
      boolean made,
      boolean pinned) {}

  /** The kept rows as slabs, cut where gaps keep different numbers of rows. */
  public List<Slab> slabs() {
    List<Slab> slabs = new ArrayList<>();
    for (Stored tensor : stored) {
      int[] kept = rows(tensor);
      TreeSet<Integer> cuts = new TreeSet<>();
      int pinned = pinned(tensor);
      cuts.add(pinned);
      for (int gap = 0; gap < kept.length; gap++) {
        int from = tensor.liveFrom().get(gap);
        if (kept[gap] > Math.max(from, pinned)) {
          cuts.add(kept[gap]);
          cuts.add(Math.max(from, pinned));
        }
      }
      if (pinned > 0) {
        int last = tensor.accesses().get(tensor.accesses().length() - 1);
        slabs.add(new Slab(tensor, 0, pinned, tensor.accesses().get(0), last, false, true));
      }
      Integer begin = null;
      for (int cut : cuts) {
        if (begin != null) {
          addRuns(slabs, tensor, kept, begin, cut);
        }
        begin = cut;
      }
    }
    return slabs;
  }

  private static void addRuns(List<Slab> slabs, Stored tensor, int[] kept, int begin, int end) {
    int gap = 0;
    while (gap < kept.length) {
      if (!keeps(tensor, kept, gap, begin, end)) {
        gap++;
        continue;
      }
      int first = gap;
      while (gap < kept.length && keeps(tensor, kept, gap, begin, end)) {
        gap++;
      }
      int firstGroup = tensor.accesses().get(first);
      slabs.add(
          new Slab(
              tensor,
              begin,
              end,
              firstGroup,
              tensor.accesses().get(gap),
              first == 0 && tensor.producer() == firstGroup,
              false));
    }
  }

  private static boolean keeps(Stored tensor, int[] kept, int gap, int begin, int end) {
    return tensor.liveFrom().get(gap) <= begin && end <= kept[gap];
  }

  /** The parts of {@code region} that the run must leave in DRAM. */
  public List<Region> results(Stored tensor, Region region) {
    List<Region> results = new ArrayList<>(0);
    for (Region output : tensor.outputs()) {
      if (output.overlaps(region)) {
        results.add(region.intersect(output));
      }
    }
    return results;
  }

  /**
   * The parts of {@code region} that have to be in DRAM for a while, because some gap does not keep
   * them, and are no results.
   */
  public List<Region> spills(Stored tensor, Region region) {
    int from = Integer.MAX_VALUE;
    if (tensor.producer() >= 0) {
      int[] kept = rows(tensor);
      for (int gap = 0; gap < kept.length; gap++) {
        from = Math.min(from, Math.max(kept[gap], tensor.liveFrom().get(gap)));
      }
    }
    if (region.rowEnd() <= from) {
      return List.of();
    }
    return new Region(
            Math.max(region.rowBegin(), from),
            region.rowEnd(),
            region.columnBegin(),
            region.columnEnd())
        .without(tensor.outputs());
  }
}
