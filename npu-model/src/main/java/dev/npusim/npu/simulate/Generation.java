package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.ir.Region;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Text that a decoder generates: the prompt as a whole, which gives the first token, then one step
 * per further token, each with one more token in the cache than the step before.
 *
 * <p>Steps are simulated at some contexts, each behind a step at the same context; those between
 * are taken from the straight line between their neighbours. The first step is a run of its own: it
 * begins when the prompt has been read, and fetches what stays in SRAM from step to step. What
 * stays is the same at all contexts, at the same addresses.
 *
 * @param prompt tokens of each text that are read at once
 * @param steps tokens of each text that are generated after the first
 * @param prefill the run that reads the prompt
 * @param first the first step
 * @param simulated steps behind others, by context; the first and the last context are among them
 * @param pinnedWeightBytes of SRAM that hold weights for good
 * @param pinnedCacheBytes of SRAM that hold the begin of the cache
 */
public record Generation(
    long prompt,
    long steps,
    Execution prefill,
    TokenStep first,
    ImmutableSortedMap<Long, TokenStep> simulated,
    long pinnedWeightBytes,
    long pinnedCacheBytes) {

  /**
   * @param runs of one step by context, from {@code prompt} to {@code prompt + steps - 1}, or a
   *     single one where all steps are alike
   * @throws IllegalArgumentException where contexts are missing, or runs keep different things
   */
  public static Generation of(
      long prompt, long steps, Execution prefill, SortedMap<Long, Execution> runs) {
    boolean isWhole = runs.firstKey() == prompt && runs.lastKey() == prompt + steps - 1;
    if (steps < 1 || !(isWhole || runs.size() == 1)) {
      throw new IllegalArgumentException(
          steps + " steps after " + prompt + " tokens, runs at " + runs.keySet());
    }
    ImmutableSortedMap.Builder<Long, TokenStep> simulated = ImmutableSortedMap.naturalOrder();
    Execution one = Objects.requireNonNull(runs.get(runs.firstKey()));
    for (Map.Entry<Long, Execution> run : runs.entrySet()) {
      if (!pinned(run.getValue().program()).equals(pinned(one.program()))) {
        throw new IllegalArgumentException(
            "at context " + run.getKey() + " other things stay than at " + runs.firstKey());
      }
      Repetition repeated = Repeater.repeat(run.getValue(), Math.max(2, steps));
      simulated.put(run.getKey(), TokenStep.of(run.getKey(), run.getValue(), repeated, false));
    }
    long weights = 0;
    long caches = 0;
    for (Stay stay : pinned(one.program())) {
      if (stay.role() == Tensor.Role.WEIGHT) {
        weights += stay.bytes();
      } else {
        if (stay.region().rowEnd() > prompt) {
          throw new IllegalArgumentException(
              stay.region() + " of " + stay.tensor() + " stays, but the prompt fills less of it");
        }
        caches += stay.bytes();
      }
    }
    return new Generation(
        prompt,
        steps,
        prefill,
        TokenStep.of(prompt, one, Repeater.repeat(one, 1), true),
        simulated.build(),
        weights,
        caches);
  }

  /** Something that stays in SRAM. */
  private record Stay(String tensor, Tensor.Role role, Region region, long address, long bytes) {}

  private static ImmutableList<Stay> pinned(Program program) {
    return program.pinned().stream()
        .sorted()
        .map(id -> program.residencies().get(id))
        .map((Residency r) -> stay(program.tensors().get(r.tensor()), r))
        .collect(ImmutableList.toImmutableList());
  }

  private static Stay stay(Tensor tensor, Residency r) {
    return new Stay(tensor.name(), tensor.role(), r.region(), r.address(), r.bytes());
  }

  /** The step with {@code context} tokens in the cache. */
  public TokenStep at(long context) {
    if (context == prompt) {
      return first;
    }
    TokenStep before = step(simulated.floorEntry(context));
    TokenStep after = step(simulated.ceilingEntry(context));
    return before == null
        ? moved(after, context)
        : after == null ? moved(before, context) : before.towards(after, (double) context);
  }

  private static @Nullable TokenStep step(Map.@Nullable Entry<Long, TokenStep> entry) {
    return entry == null ? null : entry.getValue();
  }

  /** The same at another context, where all steps are alike. */
  private static TokenStep moved(@Nullable TokenStep step, long context) {
    if (step == null) {
      throw new IllegalStateException("no step at context " + context);
    }
    return new TokenStep(
        context,
        step.cycles(),
        step.energyJ(),
        step.weightBytes(),
        step.cacheBytes(),
        step.otherBytes(),
        step.writtenBytes(),
        step.cacheSize());
  }

  public TokenStep last() {
    return at(prompt + steps - 1);
  }

  /** All steps together; its context is the last one's, its cache size the sum. */
  public TokenStep all() {
    TokenStep sum = first;
    for (long step = 1; step < steps; step++) {
      sum = sum.then(at(prompt + step));
    }
    return sum;
  }

  /** Bytes that a token adds to the cache; 0 without one. */
  public double cacheBytesPerToken() {
    return first.cacheSize() / prompt;
  }

  /** The cache when the last step is done. */
  public double cacheSizeAtEnd() {
    return cacheBytesPerToken() * (prompt + steps);
  }
}
