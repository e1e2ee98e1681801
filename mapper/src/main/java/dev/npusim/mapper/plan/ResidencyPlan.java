package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of each stored tensor stay in SRAM over each of its gaps: always the first ones. Of
 * weights some may be pinned: they stay all the time, from one run to the next.
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

  public int kept(Stored tensor, int gap) {
    return rows(tensor)[gap];
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
   * Rows of the tensor in SRAM while {@code group} runs: kept before it, kept after it, whichever
   * is more.
   */
  public int residentRows(Stored tensor, int group) {
    int most = pinned(tensor);
    for (int gap = 0; gap < tensor.gaps(); gap++) {
      if (tensor.accesses().get(gap) <= group && group <= tensor.accesses().get(gap + 1)) {
        most = Math.max(most, kept(tensor, gap));
      }
    }
    return most;
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
      Arrays.stream(kept).filter(rows -> rows > pinned).forEach(cuts::add);
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
      if (kept[gap] < end) {
        gap++;
        continue;
      }
      int first = gap;
      while (gap < kept.length && kept[gap] >= end) {
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
      for (int kept : rows(tensor)) {
        from = Math.min(from, kept);
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
