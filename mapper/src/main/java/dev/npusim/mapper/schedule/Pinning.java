package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.plan.PinnedWeights;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Weights that stay in SRAM from one run of a program to the next: a few budgets are tried, each as
 * a program of its own that is run as often as asked for, and the best of them and of the program
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

  /** What a budget came to; cycles are of all runs. */
  record Tried(long budgetBytes, Candidate candidate, Repetition repetition, double measure) {}

  /** Relative difference below which two budgets are taken as equally good; an assumption. */
  private static final double AS_GOOD = 0.005;

  private final Npu npu;
  private final Options options;
  private final long count;

  /**
   * @param count of runs, at least 1
   */
  Pinning(Npu npu, Options options, long count) {
    this.npu = npu;
    this.options = options;
    this.count = count;
  }

  /** The best of all budgets; {@code base} itself is the one of 0 bytes. */
  Tried best(Candidate base, Maker maker) {
    Execution alone = Simulator.run(npu, base.program());
    Tried without = tried(0, base, alone);
    if (count == 1) {
      return without;
    }
    PinnedWeights weights = new PinnedWeights(alone);
    List<Tried> all = new ArrayList<>(List.of(without));
    budgets(weights).parallelStream()
        .map(budget -> attempt(budget, weights, maker))
        .flatMap(Optional::stream)
        .forEachOrdered(all::add);
    return chosen(all);
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
        .min(Comparator.comparingDouble(tried -> tried.repetition().energy().total()))
        .orElseThrow();
  }

  /** Eighths of the SRAM, as many as the effort allows, and all weights. */
  private List<Long> budgets(PinnedWeights weights) {
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

  private Optional<Tried> attempt(long budget, PinnedWeights weights, Maker maker) {
    try {
      Candidate candidate = maker.make(weights.within(budget), budget);
      return Optional.of(tried(budget, candidate, Simulator.run(npu, candidate.program())));
    } catch (InfeasibleException e) {
      return Optional.empty();
    }
  }

  private Tried tried(long budget, Candidate candidate, Execution alone) {
    Repetition repeated = Repeater.repeat(alone, count);
    double energy = repeated.energy().total();
    long dram =
        Math.addExact(
            repeated.dramReadBytes(alone.dramReadBytes()),
            Math.multiplyExact(count, alone.dramWriteBytes()));
    double measure = options.goal().of(repeated.cycles(), energy, dram);
    return new Tried(budget, candidate, repeated, measure);
  }
}
