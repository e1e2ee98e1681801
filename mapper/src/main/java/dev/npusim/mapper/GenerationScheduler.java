package dev.npusim.mapper;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.Value;
import dev.npusim.mapper.schedule.Joint;
import dev.npusim.mapper.schedule.StepSearch;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Generation;
import dev.npusim.npu.simulate.TokenStep;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Schedules the generation of text: the prompt once, and a step at a few contexts between the first
 * and the last. Plans of steps, and what stays in SRAM from one to the next, are found at the last
 * context, where least room is left; of the best for each memory ({@link StepSearch}), the one that
 * is best over all steps is taken.
 */
public final class GenerationScheduler {
  private final Scheduler scheduler;
  private final Npu npu;
  private final Options options;
  private final long prompt;
  private final long steps;

  /** With a scheduler that is never ended early. */
  public GenerationScheduler(Npu npu, Options options, long prompt, long steps) {
    this(Scheduler.create(), npu, options, prompt, steps);
  }

  /**
   * @param scheduler of every run; where it is ended early, each gets the best found for it so far
   * @param prompt tokens of each text that are read at once, at least 1
   * @param steps tokens of each text that are generated after the first, at least 1
   */
  public GenerationScheduler(
      Scheduler scheduler, Npu npu, Options options, long prompt, long steps) {
    this.scheduler = scheduler;
    this.npu = npu;
    this.options = options;
    this.prompt = prompt;
    this.steps = steps;
  }

  /**
   * What was scheduled.
   *
   * @param steps by context
   * @param unpinned a step at the last context with nothing that stays
   */
  public record Schedules(
      Schedule prefill,
      ImmutableSortedMap<Long, Schedule> steps,
      Schedule unpinned,
      Generation generation) {
    /** The step at the last context. */
    public Schedule last() {
      return Objects.requireNonNull(steps.get(steps.lastKey()));
    }
  }

  /**
   * @param step the graph of a step with so many tokens in the cache
   * @param isConstant whether that graph is the same at all contexts
   * @return the schedule of the last step says whether all searches came to their end
   * @throws InfeasibleException when no program fits the chip
   */
  public Schedules schedule(Graph prefillGraph, LongFunction<Graph> step, boolean isConstant) {
    long last = prompt + steps - 1;
    Schedule prefill = scheduler.run(prefillGraph, npu, options);
    Graph longest = step.apply(last);
    Joint.Found found = scheduler.search(longest, npu, options, Repeats.ONCE);
    Schedule unpinned = scheduler.assembled(found, options);
    Steps chosen =
        steps == 1
            ? new Steps(
                ImmutableSortedMap.of(last, unpinned),
                Generation.of(
                    prompt,
                    steps,
                    prefill.execution(),
                    ImmutableSortedMap.of(last, unpinned.execution())),
                true)
            : best(prefill, found, longest, step, isConstant);
    TreeMap<Long, Schedule> schedules = new TreeMap<>(chosen.schedules());
    boolean isComplete =
        prefill.isComplete()
            && unpinned.isComplete()
            && chosen.isComplete()
            && schedules.values().stream().allMatch(Schedule::isComplete);
    if (!isComplete) {
      schedules.computeIfPresent(last, (context, schedule) -> schedule.endedEarly());
    }
    return new Schedules(
        prefill, ImmutableSortedMap.copyOf(schedules), unpinned, chosen.generation());
  }

  /** Schedules by context, and the text that follows from them. */
  private record Steps(
      ImmutableSortedMap<Long, Schedule> schedules, Generation generation, boolean isComplete) {}

  /** The best over all steps of those that are best at the last context for some memory. */
  private Steps best(
      Schedule prefill,
      Joint.Found found,
      Graph longest,
      LongFunction<Graph> step,
      boolean isConstant) {
    Repeats repeats = new Repeats(steps, stable(longest));
    StepSearch search = scheduler.steps(found, repeats);
    TreeMap<Long, Graph> graphs = new TreeMap<>(Map.of(prompt + steps - 1, longest));
    if (!isConstant) {
      for (long context : contexts()) {
        // Between those at both ends the others only make the interpolation finer.
        if (context == prompt || !scheduler.isStopped()) {
          graphs.computeIfAbsent(context, step::apply);
        }
      }
    }
    @Nullable Steps best = null;
    boolean isComplete = isConstant || graphs.keySet().containsAll(contexts());
    for (StepSearch.Kept kept : search.finalists()) {
      if (best != null && scheduler.isStopped()) {
        isComplete = false;
        break;
      }
      try {
        Steps made =
            steps(
                prefill,
                Maps.transformValues(
                    graphs, graph -> scheduler.assembled(search.at(graph, kept), options)));
        if (best == null || total(made) < total(best)) {
          best = made;
        }
      } catch (InfeasibleException e) {
        // What fits the last context need not fit the others.
      }
    }
    if (best == null) {
      best =
          steps(prefill, Maps.transformValues(graphs, graph -> scheduler.run(graph, npu, options)));
    }
    return isComplete ? best : new Steps(best.schedules(), best.generation(), false);
  }

  private Steps steps(Schedule prefill, Map<Long, Schedule> lazy) {
    ImmutableSortedMap<Long, Schedule> schedules = ImmutableSortedMap.copyOf(lazy);
    TreeMap<Long, Execution> runs = new TreeMap<>();
    schedules.forEach((context, schedule) -> runs.put(context, schedule.execution()));
    return new Steps(schedules, Generation.of(prompt, steps, prefill.execution(), runs), true);
  }

  private double total(Steps made) {
    TokenStep all = made.generation().all();
    return options
        .goal()
        .of(
            Math.round(all.cycles()),
            all.energyJ(),
            Math.round(all.readBytes() + all.writtenBytes()));
  }

  /**
   * The begin of every cache, which the prompt filled; of the first text where there are several.
   */
  private ImmutableMap<String, Integer> stable(Graph graph) {
    ImmutableMap.Builder<String, Integer> rows = ImmutableMap.builder();
    for (Value state : KvCache.states(graph)) {
      rows.put(state.name(), Math.toIntExact(prompt));
    }
    return rows.buildOrThrow();
  }

  /** Evenly spread over all, those at both ends among them. */
  private SortedSet<Long> contexts() {
    long intervals =
        Math.min(
            steps - 1,
            switch (options.effort()) {
              case FAST -> 1;
              case NORMAL -> 4;
              case BEST -> 16;
            });
    TreeSet<Long> contexts = new TreeSet<>();
    contexts.add(prompt);
    for (long i = 1; i <= intervals; i++) {
      contexts.add(prompt + (steps - 1) * i / intervals);
    }
    return contexts;
  }
}
