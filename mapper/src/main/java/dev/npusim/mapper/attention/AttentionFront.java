package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Costs of which none is beaten by another in SRAM bytes, cycles, energy and DRAM bytes. */
final class AttentionFront {
  private final List<AttentionCost> costs = new ArrayList<>();
  private long offered;

  /** Whether a known cost is nowhere worse. */
  boolean covers(long sram, long cycles, double energy, long dram) {
    for (AttentionCost known : costs) {
      if (known.cycles() <= cycles
          && known.sramBytes() <= sram
          && known.dramBytes() <= dram
          && known.energy().total() <= energy) {
        return true;
      }
    }
    return false;
  }

  void offer(AttentionCost cost) {
    offered++;
    double energy = cost.energy().total();
    if (covers(cost.sramBytes(), cost.cycles(), energy, cost.dramBytes())) {
      return;
    }
    costs.removeIf(
        known ->
            cost.cycles() <= known.cycles()
                && cost.sramBytes() <= known.sramBytes()
                && cost.dramBytes() <= known.dramBytes()
                && energy <= known.energy().total());
    costs.add(cost);
  }

  long offered() {
    return offered;
  }

  ImmutableList<AttentionCost> costs() {
    return ImmutableList.sortedCopyOf(
        Comparator.comparingLong(AttentionCost::sramBytes).thenComparingLong(AttentionCost::cycles),
        costs);
  }
}
