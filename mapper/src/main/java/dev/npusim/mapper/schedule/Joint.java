package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.npu.simulate.ProgramTiming;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks all strategies for plans in rounds, measures each round's in parallel, and keeps the program
 * of the best. The order of measurements decides nothing: equal inputs give equal results with any
 * number of threads.
 */
public final class Joint {
  private final ScheduleProblem problem;
  private final Programs programs;
  private final Measure measure;
  private final BooleanSupplier stop;
  private final History history = new History();
  private final ImmutableList<Strategy> strategies;
  private final Best best;
  private volatile boolean stopped;

  /**
   * @param shared with schedules of the same for other bandwidths, where there are any
   * @param stop asked before each program once there is one; what was found until then counts
   */
  public Joint(
      ScheduleProblem problem,
      ScheduleCache cache,
      @Nullable SharedPrograms shared,
      BooleanSupplier stop) {
    this.problem = problem;
    this.programs = new Programs(problem, cache);
    this.measure = new Measure(problem, programs, shared);
    this.stop = stop;
    this.strategies = Strategies.of(problem);
    this.best = new Best(problem.options().goal());
  }

  /**
   * What the search came to.
   *
   * @param timing of the program; null where that is made anew or others keep it
   */
  public record Found(
      ScheduleProblem problem,
      ImmutableList<Strategy> strategies,
      History history,
      History.@Nullable Entry winner,
      @Nullable Candidate program,
      @Nullable ProgramTiming timing,
      boolean stopped) {}

  /**
   * @param repeats what the published program is for
   */
  public Found run(Repeats repeats) {
    boolean first = true;
    while (true) {
      Map<Plan, Strategy> round = round();
      if (round.isEmpty() && !first) {
        break;
      }
      measure(round, !first);
      first = false;
      if (stopped) {
        break;
      }
    }
    if (problem.comparing() && !problem.options().goal().needsEnergy()) {
      addEnergy();
    }
    History.@Nullable Entry winner = history.best(problem.options().goal()).orElse(null);
    Measure.@Nullable Built built = best.program == null ? null : best.program.get();
    if (repeats.count() > 1 && winner != null && built != null) {
      Candidate pinned = pinned(built.candidate(), winner.measurement().plan(), repeats);
      built = new Measure.Built(pinned, null);
    }
    return new Found(
        problem,
        strategies,
        history,
        winner,
        built == null ? null : built.candidate(),
        built == null ? null : built.timing(),
        stopped);
  }

  /** The winner with what is best kept from run to run. */
  private Candidate pinned(Candidate chosen, Plan plan, Repeats repeats) {
    long capacity = problem.npu().sram().sizeBytes();
    return new Pinning(problem.npu(), problem.options(), repeats, this::asksToStop)
        .best(
            chosen,
            (rows, bytes) ->
                programs.build(plan, Math.min(capacity, plan.budgetBytes() + bytes), rows));
  }

  private boolean asksToStop() {
    boolean asked = stop.getAsBoolean();
    if (asked) {
      stopped = true;
    }
    return asked;
  }

  /** The smallest SRAM that any program needs, bytes; -1 when 4 GiB would not do. */
  public long smallestSram() {
    return programs.smallestSram();
  }

  /** What the best of each strategy takes; of the others nobody asks. */
  private void addEnergy() {
    Goal goal = problem.options().goal();
    strategies.stream()
        .flatMap(strategy -> history.best(strategy, goal).stream())
        .toList()
        .parallelStream()
        .map(measurement -> measure.of(measurement.plan(), true).measurement())
        .toList()
        .forEach(history::refine);
  }

  private Map<Plan, Strategy> round() {
    Map<Plan, Strategy> round = new LinkedHashMap<>();
    for (Strategy strategy : strategies) {
      for (Plan plan : strategy.next(history)) {
        if (history.find(plan).isEmpty()) {
          round.putIfAbsent(plan, strategy);
        }
      }
    }
    return round;
  }

  /**
   * Measures a round. When stopped, the first plan of the first, and others one by one only as long
   * as there is no program at all.
   */
  private void measure(Map<Plan, Strategy> round, boolean mayBeEmpty) {
    List<Plan> plans = new ArrayList<>(round.keySet());
    int before = history.entries().size();
    List<@Nullable Measurement> measured =
        IntStream.range(0, plans.size())
            .parallel()
            .mapToObj(
                i ->
                    (mayBeEmpty || i > 0) && stop.getAsBoolean()
                        ? null
                        : best.offer(before + i, measure.of(plans.get(i))))
            .toList();
    for (int i = 0; i < plans.size(); i++) {
      Measurement measurement = measured.get(i);
      if (measurement == null && !best.isAny()) {
        measurement = best.offer(before + i, measure.of(plans.get(i)));
      }
      Strategy strategy = round.get(plans.get(i));
      if (measurement == null || strategy == null) {
        stopped = true;
      } else {
        history.add(strategy, measurement);
      }
    }
  }

  /** The program of the best plan so far: others are let go at once, they are large. */
  private static final class Best {
    private final Goal goal;
    private double value = Double.POSITIVE_INFINITY;
    private int index;
    private @Nullable Supplier<Measure.Built> program;

    Best(Goal goal) {
      this.goal = goal;
    }

    synchronized boolean isAny() {
      return program != null;
    }

    /** Takes the program if it is better than the best, or as good and earlier. */
    synchronized Measurement offer(int position, Measure.Made made) {
      double offered = made.measurement().of(goal);
      if (!made.program().isEmpty()
          && (offered < value || (offered == value && position < index))) {
        value = offered;
        program = made.program().get(0);
        index = position;
      }
      return made.measurement();
    }
  }
}
