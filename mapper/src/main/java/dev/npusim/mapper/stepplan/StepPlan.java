package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;

/**
 * Everything that is decided, in whole bytes.
 *
 * @param kept bytes that stay in SRAM over each gap of {@link StepGraph#gap}
 * @param written bytes of each step's output that go to DRAM
 * @param prefetched weights of step {@code s} that are read {@code d} steps before it, at {@code s
 *     * PREFETCH_STEPS + d - 1}
 * @param recomputed uses whose tensor is made again
 */
public record StepPlan(
    ImmutableLongArray kept,
    ImmutableLongArray written,
    ImmutableLongArray prefetched,
    ImmutableList<Recomputation> recomputed) {

  /** Weights of {@code step} that are read {@code distance} steps before it. */
  public long prefetched(int step, int distance) {
    return prefetched.get(step * StepModel.PREFETCH_STEPS + distance - 1);
  }
}
