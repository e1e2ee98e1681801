package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memories that plans are made for beside the chip's own: smaller powers of two, and from 1 MiB
 * on the sizes halfway between two of them, the largest first, so that what is best for a smaller
 * memory is not lost on a larger one. Which plans are made for a rung depends on nothing above it,
 * and neither does what is found by changing them: so what a chip of that size comes to is among
 * what a larger one chooses from. None of this depends on the DRAM bandwidth.
 *
 * <p>One rung per round, until nothing fits a rung; for large models below effort best until a rung
 * comes to less than the one above it, too ({@link #isWorse}).
 */
final class Ladder {
  /** The last rung for models of which every plan is affordable. */
  private static final long LOWEST = 64 << 10;

  /**
   * And for the others, whose programs grow as the memory shrinks; steps are half as wide from here
   * on for all.
   */
  private static final long LOWEST_IF_LARGE = 1 << 20;

  /**
   * Instructions of the programs for the whole SRAM up to which effort fast goes down the ladder,
   * and of a rung's up to which it goes on as long as that may help: an assumption that bounds how
   * long it takes.
   */
  static final long LARGE_INSTRUCTIONS = 300_000;

  /** And layers of its model, views included: each has to be planned whatever a program's size. */
  private static final int FAST_NODES = 500;

  /**
   * By how much at least a rung has to be slower for the ladder to end: an assumption that saves
   * work. Where DRAM is fast, memories differ by less than tilings happen to.
   */
  private static final double CLEARLY = 1.02;

  private final ScheduleProblem problem;
  private final ImmutableList<Long> rungs;
  private int next;

  Ladder(ScheduleProblem problem) {
    this.problem = problem;
    this.rungs = rungs(problem);
  }

  /** All rungs below the chip's SRAM, bytes, the largest first. */
  static ImmutableList<Long> rungs(ScheduleProblem problem) {
    FusionChoice.Mode fusion = problem.options().fusion().mode();
    if (problem.options().skips() != Options.Skips.AUTO
        || fusion == FusionChoice.Mode.ALL
        || fusion == FusionChoice.Mode.LAYERS) {
      return ImmutableList.of();
    }
    long lowest = problem.isThorough() ? LOWEST : LOWEST_IF_LARGE;
    ImmutableList.Builder<Long> rungs = ImmutableList.builder();
    long size = problem.npu().sram().sizeBytes();
    for (long rung = Long.highestOneBit(size - 1); rung >= lowest; rung /= 2) {
      long halfway = rung + rung / 2;
      if (rung >= LOWEST_IF_LARGE && halfway < size) {
        rungs.add(halfway);
      }
      rungs.add(rung);
    }
    return rungs.build();
  }

  /** Whether a memory is a rung between two powers of two: less is spent on those. */
  static boolean isHalfway(long bytes) {
    return bytes > LOWEST_IF_LARGE && bytes == 3 * Long.lowestOneBit(bytes);
  }

  /**
   * Whether a chip may have rungs, as far as its model says; those of a large one may end early.
   */
  static boolean isPossible(ScheduleProblem problem) {
    return problem.isThorough()
        || problem.options().effort() != Effort.FAST
        || problem.model().nodes().size() <= FAST_NODES;
  }

  /** The rung to plan for in this round; asked once per round, after that for all of the SRAM. */
  Optional<Long> next(History history) {
    long above = size(next - 1);
    if (next == rungs.size()
        || !fits(history, above)
        || (next == 0 ? !isAffordable(history) : isWorse(history, above, size(next - 2)))) {
      next = rungs.size();
      return Optional.empty();
    }
    return Optional.of(rungs.get(next++));
  }

  /** Of a rung, counted from 0, or of the SRAM above them all. */
  private long size(int rung) {
    return rung < 0 ? problem.npu().sram().sizeBytes() : rungs.get(rung);
  }

  /**
   * Whether a memory of this size comes to less than the larger one: clearly to less at all of the
   * bandwidths that searches compare plans at; where its programs are large, nowhere to more and
   * clearly to less at one. What even smaller ones come to is then not asked.
   */
  private boolean isWorse(History history, long bytes, long larger) {
    int guides =
        first(history, larger)
            .mapToInt(measurement -> measurement.guides().length())
            .findFirst()
            .orElse(0);
    // A single one is of the chip's own DRAM, on which plans must not depend.
    if (problem.isThorough() || guides < 2) {
      return false;
    }
    boolean isLarge =
        first(history, bytes).mapToLong(Measurement::instructions).sum() > LARGE_INSTRUCTIONS;
    int clear = 0;
    for (int guide = 0; guide < guides; guide++) {
      double own = least(history, bytes, guide);
      double above = least(history, larger, guide);
      if (own < above) {
        return false;
      }
      clear += own > CLEARLY * above ? 1 : 0;
    }
    return isLarge ? clear > 0 : clear == guides;
  }

  /**
   * What of a memory's first round has a program; what goes on from it is not there yet for both.
   */
  private static Stream<Measurement> first(History history, long bytes) {
    return history.entries().stream()
        .filter(entry -> entry.strategy() instanceof OneShot)
        .map(History.Entry::measurement)
        .filter(each -> each.plan().budgetBytes() == bytes && each.isFeasible());
  }

  private static double least(History history, long bytes, int guide) {
    return first(history, bytes)
        .mapToDouble(measurement -> measurement.guides().get(guide))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static boolean fits(History history, long budgetBytes) {
    return history.searched(budgetBytes).anyMatch(Measurement::isFeasible);
  }

  private boolean isAffordable(History history) {
    return problem.isThorough()
        || problem.options().effort() != Effort.FAST
        || (isPossible(problem)
            && history
                    .searched(problem.npu().sram().sizeBytes())
                    .mapToLong(Measurement::instructions)
                    .sum()
                <= LARGE_INSTRUCTIONS);
  }
}
