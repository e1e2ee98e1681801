package dev.npusim.mapper;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.Value;
import dev.npusim.mapper.plan.PinnedTensors;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Generation;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Schedules the generation of text: the prompt once, and a step at a few contexts between the first
 * and the last. What stays in SRAM from step to step is chosen at the last context, where least
 * room is left, and is the same at the others.
 */
public final class GenerationScheduler {
  private final Npu npu;
  private final Options options;
  private final long prompt;
  private final long steps;

  /**
   * @param prompt tokens of each text that are read at once, at least 1
   * @param steps tokens of each text that are generated after the first, at least 1
   */
  public GenerationScheduler(Npu npu, Options options, long prompt, long steps) {
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
   * @throws InfeasibleException when no program fits the chip
   */
  public Schedules schedule(Graph prefillGraph, LongFunction<Graph> step, boolean isConstant) {
    long last = prompt + steps - 1;
    // All runs are on one chip: what is found of a tiling for one of them holds for the others.
    Scheduler scheduler = Scheduler.create();
    Schedule prefill = scheduler.run(prefillGraph, npu, options);
    Graph longest = step.apply(last);
    Schedule unpinned = scheduler.run(longest, npu, options);
    Repeats repeats = new Repeats(steps, stable(longest), Optional.empty());
    Schedule pinned = steps == 1 ? unpinned : scheduler.run(longest, npu, options, repeats);
    ImmutableMap<String, Integer> rows = PinnedTensors.of(pinned.execution().program());
    TreeMap<Long, Schedule> schedules = new TreeMap<>(Map.of(last, pinned));
    if (!isConstant) {
      for (long context : contexts()) {
        if (context < last) {
          schedules.put(
              context, scheduler.run(step.apply(context), npu, options, repeats.pinning(rows)));
        }
      }
    }
    TreeMap<Long, Execution> runs = new TreeMap<>();
    schedules.forEach((context, schedule) -> runs.put(context, schedule.execution()));
    return new Schedules(
        prefill,
        ImmutableSortedMap.copyOf(schedules),
        unpinned,
        Generation.of(prompt, steps, prefill.execution(), runs));
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
