package dev.npusim.mapper;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.schedule.Assembly;
import dev.npusim.mapper.schedule.Joint;
import dev.npusim.mapper.schedule.Marginals;
import dev.npusim.mapper.schedule.ScheduleCache;
import dev.npusim.mapper.schedule.ScheduleProblem;
import dev.npusim.mapper.schedule.SharedPrograms;
import dev.npusim.mapper.schedule.StepSearch;
import dev.npusim.npu.hardware.Npu;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Schedules models on chips: strategies propose plans, each becomes a program, the simulator runs
 * it, and the best is published ({@link dev.npusim.mapper.schedule}).
 *
 * <p>Which plans are tried for low latency does not depend on the chip's DRAM bandwidth, and a
 * fixed program never runs slower on faster DRAM, so more bandwidth never costs time. Plans for
 * memories of smaller powers of two stay among those tried for larger ones, so neither does more
 * SRAM ({@code Ladder}; docs/schedule.md says where that holds).
 */
public final class Scheduler {
  private final ScheduleCache cache;
  private final BooleanSupplier stop;
  private final boolean comparing;
  private final @Nullable Runnable explaining;
  private final @Nullable SharedPrograms programs;

  private Scheduler(
      ScheduleCache cache,
      BooleanSupplier stop,
      boolean comparing,
      @Nullable Runnable explaining,
      @Nullable SharedPrograms programs) {
    this.programs = programs;
    this.cache = cache;
    this.stop = stop;
    this.comparing = comparing;
    this.explaining = explaining;
  }

  /** A scheduler that shares nothing and stops when it is done. */
  public static Scheduler create() {
    return new Scheduler(new ScheduleCache(), () -> false, false, null, null);
  }

  /** Shares searches with others that have the same cache. */
  public Scheduler with(ScheduleCache shared) {
    return new Scheduler(shared, stop, comparing, explaining, programs);
  }

  /**
   * Shares programs with schedules of the same model under the same options on the other chips that
   * {@code shared} was made for; one thread at a time.
   */
  public Scheduler with(SharedPrograms shared) {
    return new Scheduler(cache, stop, comparing, explaining, shared);
  }

  /** Ends early when {@code asked} says so, with the best found until then. */
  public Scheduler until(BooleanSupplier asked) {
    return new Scheduler(cache, asked, comparing, explaining, programs);
  }

  /** Whether it was asked to end. */
  boolean isStopped() {
    return stop.getAsBoolean();
  }

  /** Measures every single strategy, however hopeless, and the energy of the best of each. */
  public Scheduler comparing() {
    return new Scheduler(cache, stop, true, explaining, programs);
  }

  /**
   * Says what a little more SRAM or bandwidth would do for the schedule, too, unless it was ended
   * early.
   *
   * @param begins told when the schedule is there and this begins
   */
  public Scheduler explaining(Runnable begins) {
    return new Scheduler(cache, stop, comparing, begins, programs);
  }

  /**
   * @throws InfeasibleException when no program fits the chip
   */
  public static Schedule schedule(Graph model, Npu npu, Options options) {
    return schedule(model, npu, options, Repeats.ONCE);
  }

  /**
   * A schedule for a model that runs several times in a row: the best one for a single run, with as
   * much of its weights (and of inputs that do not change) kept in SRAM from one run to the next as
   * makes all of them together best.
   *
   * @throws InfeasibleException when no program fits the chip
   */
  public static Schedule schedule(Graph model, Npu npu, Options options, Repeats repeats) {
    return create().run(model, npu, options, repeats);
  }

  /**
   * @throws InfeasibleException when no program fits the chip
   */
  public Schedule run(Graph model, Npu npu, Options options) {
    return run(model, npu, options, Repeats.ONCE);
  }

  /**
   * @throws InfeasibleException when no program fits the chip
   */
  public Schedule run(Graph model, Npu npu, Options options, Repeats repeats) {
    Joint.Found found = search(model, npu, options, repeats);
    Schedule schedule = assembled(found, options);
    if (explaining == null || !schedule.isComplete()) {
      return schedule;
    }
    explaining.run();
    return schedule.explained(
        new Marginals(
                found.problem(), cache, Objects.requireNonNull(found.winner()).measurement().plan())
            .of(schedule.execution()));
  }

  /**
   * What a schedule is made of: there is a winner.
   *
   * @throws InfeasibleException when no program fits the chip
   */
  Joint.Found search(Graph model, Npu npu, Options options, Repeats repeats) {
    ScheduleProblem problem = ScheduleProblem.of(model, npu, options, comparing);
    Joint joint = new Joint(problem, cache, programs, stop);
    Joint.Found found = joint.run(repeats);
    if (found.winner() == null) {
      throw new Assembly(found, programs).infeasible(joint.smallestSram());
    }
    return found;
  }

  Schedule assembled(Joint.Found found, Options options) {
    return new Assembly(found, programs).schedule(options);
  }

  /** What stays from step to step of a text, and the plans of steps. */
  StepSearch steps(Joint.Found last, Repeats repeats) {
    return new StepSearch(cache, last, repeats, stop);
  }
}
