package dev.npusim.mapper.stepplan;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;

/**
 * What a plan costs, step by step, as {@link PlanReplay} found it.
 *
 * @param sramBytes occupied in each step
 * @param dramByteCounts moved in each step
 * @param stepSeconds time of each step
 * @param macs all multiply-accumulates, those of recomputation too
 */
public record PlanCost(
    ImmutableLongArray sramBytes,
    ImmutableLongArray dramByteCounts,
    ImmutableDoubleArray stepSeconds,
    double macs) {

  public long dramBytes() {
    long sum = 0;
    for (int step = 0; step < dramByteCounts.length(); step++) {
      sum = Math.addExact(sum, dramByteCounts.get(step));
    }
    return sum;
  }

  public double latencySeconds() {
    return stepSeconds.stream().sum();
  }

  public double energyJ() {
    return StepModel.energyJ((double) dramBytes(), macs);
  }

  public long peakSramBytes() {
    return sramBytes.stream().max().orElse(0);
  }
}
