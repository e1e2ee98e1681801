package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.plan.PinnedTensors;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * What stays in SRAM from one run of a program to the next: a few budgets are tried, each as a
 * program of its own that is run as often as asked for, and the best of them and of the program
 * without any is taken.
 */
final class Pinning {
  /** Makes a program in which so many rows of weights are pinned, within so many bytes of SRAM. */
  interface Maker {
    /**
     * @throws InfeasibleException when there is none
     */
    Candidate make(ImmutableMap<String, Integer> pinnedRows, long pinnedBytes);
  }

  /** What a budget came to, over all runs; its program is let go at once, it may be large. */
  private record Tried(long budgetBytes, double measure, double energyJ) {}

  /** Relative difference below which two budgets are taken as equally good; an assumption. */
  private static final double AS_GOOD = 0.005;

  private final Npu npu;
  private final Options options;
  private final Repeats repeats;
  private final BooleanSupplier stop;

  /**
   * @param stop asked before each budget; where it says so, the best of those tried is taken
   */
  Pinning(Npu npu, Options options, Repeats repeats, BooleanSupplier stop) {
    this.stop = stop;
    this.npu = npu;
    this.options = options;
    this.repeats = repeats;
  }

  /** The best of all budgets, {@code base} itself the one of 0 bytes. */
  Candidate best(Candidate base, Maker maker) {
    Execution alone = Simulator.run(npu, base.program());
    PinnedTensors weights = new PinnedTensors(alone, repeats.stable());
    List<Tried> all = new ArrayList<>(List.of(tried(0, alone)));
    budgets(weights).parallelStream()
        .map(budget -> attempt(budget, weights, maker))
        .flatMap(Optional::stream)
        .forEachOrdered(all::add);
    long budget = chosen(all).budgetBytes();
    return budget == 0 ? base : maker.make(weights.within(budget), budget);
  }

  /**
   * The best, or of those that are as good but for a little, and no worse than none, the one that
   * takes least energy.
   *
   * @param all the first is the one without any
   */
  private static Tried chosen(List<Tried> all) {
    double least = all.stream().mapToDouble(Tried::measure).min().orElseThrow();
    double most = Math.min(all.get(0).measure(), least * (1 + AS_GOOD));
    return all.stream()
        .filter(tried -> tried.measure() <= most)
        .min(Comparator.comparingDouble(Tried::energyJ))
        .orElseThrow();
  }

  /** Eighths of the SRAM, as many as the effort allows, and all that may stay. */
  private List<Long> budgets(PinnedTensors weights) {
    long capacity = npu.sram().sizeBytes();
    int step = options.effort() == Effort.BEST ? 1 : 2;
    TreeSet<Long> budgets = new TreeSet<>();
    for (int eighths = step; eighths < 8; eighths += step) {
      budgets.add(Math.min(weights.bytes(), capacity / 8 * eighths));
    }
    if (options.effort() != Effort.FAST) {
      budgets.add(Math.min(weights.bytes(), capacity / 8));
      budgets.add(Math.min(weights.bytes(), capacity / 8 * 7));
    }
    if (weights.bytes() < capacity) {
      budgets.add(weights.bytes());
    }
    budgets.remove(0L);
    return List.copyOf(budgets);
  }

  private Optional<Tried> attempt(long budget, PinnedTensors weights, Maker maker) {
    if (stop.getAsBoolean()) {
      return Optional.empty();
    }
    try {
      Candidate candidate = maker.make(weights.within(budget), budget);
      return Optional.of(tried(budget, Simulator.run(npu, candidate.program())));
    } catch (InfeasibleException e) {
      return Optional.empty();
    }
  }

  private Tried tried(long budget, Execution alone) {
    RepeatedCost cost = RepeatedCost.of(options.goal(), alone, repeats.count());
    return new Tried(budget, cost.measure(), cost.energyJ());
  }
}
