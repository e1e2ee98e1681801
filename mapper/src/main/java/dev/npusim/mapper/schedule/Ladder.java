package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import java.util.Optional;

/**
 * The memories that plans are made for beside the chip's own: smaller powers of two, the largest
 * first, so that what is best for a smaller memory is not lost on a larger one. Which plans are
 * made for a rung depends on nothing above it, and neither does what is found by changing them: so
 * what a chip of that size comes to is among what a larger one chooses from. None of this depends
 * on the DRAM bandwidth.
 *
 * <p>One rung per round, until nothing fits a rung.
 */
final class Ladder {
  /** The last rung for models of which every plan is affordable. */
  private static final long LOWEST = 64 << 10;

  /** And for the others, whose programs grow as the memory shrinks. */
  private static final long LOWEST_IF_LARGE = 1 << 20;

  /**
   * Instructions of the programs for the whole SRAM up to which effort fast goes down the ladder:
   * an assumption that bounds how long it takes.
   */
  static final long FAST_INSTRUCTIONS = 300_000;

  /** And layers of its model, views included: each has to be planned whatever a program's size. */
  private static final int FAST_NODES = 500;

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
    long rung = Long.highestOneBit(problem.npu().sram().sizeBytes() - 1);
    for (; rung >= lowest; rung /= 2) {
      rungs.add(rung);
    }
    return rungs.build();
  }

  /** The rung to plan for in this round; asked once per round, after that for all of the SRAM. */
  Optional<Long> next(History history) {
    long above = next == 0 ? problem.npu().sram().sizeBytes() : rungs.get(next - 1);
    if (next == rungs.size() || !fits(history, above) || (next == 0 && !isAffordable(history))) {
      next = rungs.size();
      return Optional.empty();
    }
    return Optional.of(rungs.get(next++));
  }

  private static boolean fits(History history, long budgetBytes) {
    return history.searched(budgetBytes).anyMatch(Measurement::isFeasible);
  }

  private boolean isAffordable(History history) {
    return problem.isThorough()
        || problem.options().effort() != Effort.FAST
        || (problem.model().nodes().size() <= FAST_NODES
            && history
                    .searched(problem.npu().sram().sizeBytes())
                    .mapToLong(Measurement::instructions)
                    .sum()
                <= FAST_INSTRUCTIONS);
  }
}
