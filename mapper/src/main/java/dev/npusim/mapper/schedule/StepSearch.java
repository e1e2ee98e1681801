package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.plan.PinnedTensors;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Plans for the steps of a text, and what stays in SRAM from one to the next: the best for each
 * memory of the {@link Ladder}, so that what a smaller memory comes to is not lost on a larger one.
 * For a memory, its best plans, and the best of it and all smaller ones, are tried with a few
 * shares of that memory for what stays. None of these programs depends on the DRAM's bandwidth or
 * on a larger memory, so the best of them takes no longer where there is more of either.
 */
public final class StepSearch {
  /**
   * Steps of one context as a program.
   *
   * @param entry the plan and what it came to with nothing that stays
   * @param sramBytes that the program may use
   * @param rows that stay, by tensor
   * @param measure what the goal minimises, over all steps as if at this context
   */
  public record Kept(
      History.Entry entry, long sramBytes, ImmutableMap<String, Integer> rows, double measure) {}

  /** Shares of a memory for what stays, and of those left where none has a program. */
  private static final double[] SHARES = {7 / 8., 3 / 4., 1 / 2., 1 / 4.};

  private static final double[] SMALL_SHARES = {1 / 8.};

  /**
   * How much worse than the best a memory's best may be for still smaller ones to be tried, and for
   * all contexts to be looked at, where not every plan is affordable: an assumption that saves
   * work. A step reads about what does not stay, so that memories below one that is clearly worse
   * are worse still.
   */
  private static final double CLEARLY = 1.002;

  /**
   * Bytes per cycle of the DRAM by whose stalls tensors are ranked that are read equally often: an
   * assumption, and not the chip's own.
   */
  private static final double RANKING_BYTES_PER_CYCLE = 48;

  private final ScheduleProblem problem;
  private final ScheduleCache cache;
  private final Programs programs;
  private final Joint.Found found;
  private final Repeats repeats;
  private final BooleanSupplier stop;
  private boolean stopped;

  /**
   * @param cache of tilings
   * @param found of a step at the last context, where least room is left
   * @param repeats how many steps there are, and what of their inputs is the same in all
   * @param stop asked before each memory but the first
   */
  public StepSearch(ScheduleCache cache, Joint.Found found, Repeats repeats, BooleanSupplier stop) {
    this.problem = found.problem();
    this.cache = cache;
    this.programs = new Programs(problem, cache);
    this.found = found;
    this.repeats = repeats;
    this.stop = stop;
  }

  /** Whether it was ended before all memories were looked at. */
  public boolean isStopped() {
    return stopped;
  }

  /** The best of each memory that is not clearly worse than the best of all, which is the first. */
  public ImmutableList<Kept> finalists() {
    List<Kept> best = new ArrayList<>(List.of(nothing()));
    List<Long> memories = new ArrayList<>(List.of(problem.npu().sram().sizeBytes()));
    memories.addAll(Ladder.rungs(problem));
    boolean isFirst = true;
    for (long memory : memories) {
      if (!isFirst && stop.getAsBoolean()) {
        stopped = true;
        break;
      }
      isFirst = false;
      Optional<Kept> own = bestOf(memory);
      double least = best.stream().mapToDouble(Kept::measure).min().orElseThrow();
      if (own.isPresent()) {
        best.add(own.get());
        if (isHopeless(own.get(), least)) {
          break;
        }
      }
    }
    double least = best.stream().mapToDouble(Kept::measure).min().orElseThrow();
    return best.stream()
        .filter(kept -> !isHopeless(kept, least))
        .sorted(Comparator.comparingDouble(Kept::measure))
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isHopeless(Kept kept, double least) {
    return !problem.isThorough() && kept.measure() > CLEARLY * least;
  }

  /** The best schedule of a step alone, as it is. */
  private Kept nothing() {
    History.Entry winner = Objects.requireNonNull(found.winner());
    Candidate program = Objects.requireNonNull(found.program());
    return new Kept(
        winner,
        winner.measurement().plan().budgetBytes(),
        ImmutableMap.of(),
        cost(program).measure());
  }

  private RepeatedCost cost(Candidate program) {
    return RepeatedCost.of(
        problem.options().goal(), Simulator.run(problem.npu(), program.program()), repeats.count());
  }

  private Optional<Kept> bestOf(long memory) {
    List<Weighed> plans =
        Stream.concat(
                found.history().guiding(budget -> budget == memory).stream(),
                found.history().guiding(budget -> budget <= memory).stream())
            .distinct()
            .toList()
            .parallelStream()
            .map(this::weighed)
            .toList();
    List<Tried> tried = tried(plans, memory, SHARES);
    return (tried.isEmpty() ? tried(plans, memory, SMALL_SHARES) : tried)
        .stream()
            .min(
                Comparator.comparingDouble((Tried each) -> each.kept().measure())
                    .thenComparingDouble(Tried::energyJ))
            .map(Tried::kept);
  }

  /** A plan and what is worth keeping in its program. */
  private record Weighed(History.Entry entry, PinnedTensors tensors) {}

  private Weighed weighed(History.Entry entry) {
    Npu npu = problem.npu();
    DramSpec ranking =
        new DramSpec("rank", RANKING_BYTES_PER_CYCLE * npu.clockHz(), 1, npu.dram().burstBytes());
    Candidate program = programs.build(entry.measurement().plan());
    return new Weighed(
        entry,
        new PinnedTensors(
            Simulator.run(npu.withDram(ranking), program.program()), repeats.stable()));
  }

  private record Tried(Kept kept, double energyJ) {}

  private List<Tried> tried(List<Weighed> plans, long memory, double[] shares) {
    return plans.parallelStream()
        .flatMap(
            plan ->
                budgets(memory, plan.tensors().bytes(), shares).stream()
                    .flatMap(bytes -> tried(plan, memory, bytes).stream()))
        .toList();
  }

  private static Set<Long> budgets(long memory, long all, double[] shares) {
    Set<Long> budgets = new TreeSet<>(Comparator.reverseOrder());
    for (double share : shares) {
      budgets.add(Math.min(all, (long) (share * memory)));
    }
    if (all < memory) {
      budgets.add(all);
    }
    budgets.remove(0L);
    return budgets;
  }

  private Optional<Tried> tried(Weighed plan, long memory, long bytes) {
    ImmutableMap<String, Integer> rows = plan.tensors().within(bytes);
    Plan own = plan.entry().measurement().plan();
    // A plan for a smaller memory still has all of that to itself, where there is room.
    long sram = Math.min(memory, own.budgetBytes() + bytes);
    try {
      Candidate program = programs.build(own, sram, rows);
      RepeatedCost cost = cost(program);
      return Optional.of(
          new Tried(new Kept(plan.entry(), sram, rows, cost.measure()), cost.energyJ()));
    } catch (InfeasibleException e) {
      return Optional.empty();
    }
  }

  /**
   * A plan's program for a step at the same or another context.
   *
   * @throws InfeasibleException where it has none there
   */
  public Joint.Found at(Graph step, Kept kept) {
    Plan plan = kept.entry().measurement().plan();
    boolean isSame = step.equals(problem.model());
    ScheduleProblem other =
        isSame ? problem : ScheduleProblem.of(step, problem.npu(), problem.options(), false);
    if (other.gaps().size() != problem.gaps().size()) {
      throw new InfeasibleException("steps differ in what lives long");
    }
    Programs its = isSame ? programs : new Programs(other, cache);
    Candidate program = its.build(plan, kept.sramBytes(), kept.rows());
    if (isSame) {
      return new Joint.Found(
          problem,
          found.strategies(),
          found.history(),
          kept.entry(),
          program,
          null,
          found.stopped() || stopped);
    }
    History history = new History();
    history.add(kept.entry().strategy(), new Measure(other, its, null).of(plan, program));
    return new Joint.Found(
        other,
        found.strategies(),
        history,
        history.entries().get(0),
        program,
        null,
        found.stopped() || stopped);
  }
}
