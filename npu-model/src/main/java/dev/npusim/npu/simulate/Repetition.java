package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.cost.Energy;

/**
 * A program run over and over: denoising steps, or tokens at a constant context. Repetitions follow
 * each other as closely as engines, addresses and inputs allow.
 *
 * <p>Once engines and everything waited for stand to the end of one repetition as they stood to the
 * end of an earlier one, what follows is what followed then: repetition {@code r > settled} ends
 * {@code periodCycles} after repetition {@code r - period}.
 *
 * @param count of repetitions, at least 1
 * @param ends cycle at which each simulated repetition ends, the first included; all of them where
 *     {@code period} is 0
 * @param settled the repetition, counted from 0, after which everything repeats
 * @param period repetitions until it repeats; 0 if that was not seen before the last one
 * @param cycles of all repetitions together
 * @param energy of all repetitions together
 * @param steadyEnergy of one repetition, the mean over a period (of the last one if period is 0)
 * @param onceBytes DRAM bytes of weights that the first repetition reads and later ones find in
 *     SRAM
 */
public record Repetition(
    long count,
    ImmutableLongArray ends,
    int settled,
    int period,
    long cycles,
    Energy energy,
    Energy steadyEnergy,
    long onceBytes) {
  /** DRAM bytes that all repetitions read together, if one alone reads {@code alone}. */
  public long dramReadBytes(long alone) {
    return Math.subtractExact(
        Math.multiplyExact(count, alone), Math.multiplyExact(count - 1, onceBytes));
  }

  /** Cycles of the first repetition: those of a run alone. */
  public long firstCycles() {
    return ends.get(0);
  }

  /** Cycles from which the pattern repeats to where it does; 0 without a period. */
  public long periodCycles() {
    return period == 0 ? 0 : ends.get(settled + period) - ends.get(settled);
  }

  /** Cycles from the end of one repetition to the end of the next, once that is steady. */
  public double steadyCycles() {
    int last = ends.length() - 1;
    if (period > 0) {
      return (double) periodCycles() / period;
    }
    return last == 0 ? firstCycles() : ends.get(last) - ends.get(last - 1);
  }

  /** When repetition {@code index}, counted from 0, ends. */
  public long end(long index) {
    if (index < ends.length()) {
      return ends.get((int) index);
    }
    long beyond = index - settled;
    return Math.addExact(
        ends.get(settled + (int) (beyond % period)),
        Math.multiplyExact(beyond / period, periodCycles()));
  }
}
