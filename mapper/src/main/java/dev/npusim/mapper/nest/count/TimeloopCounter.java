package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/**
 * Counts as Timeloop does (NVlabs/timeloop 4cf6d4cd, {@code timeloop-model}), its omissions
 * included. For {@code n} words delivered to an instance, loops from the inside:
 *
 * <ul>
 *   <li>loops that do not address the operand are skipped until the first one that does; its steps
 *       and those of all loops outside it, relevant or not, deliver a tile each;
 *   <li>only that first loop may slide: a step along P, Q, R or S then delivers the new part of the
 *       box only;
 *   <li>identical data for several instances is one read; sums of several instances are one update;
 *   <li>the first read of a partial sum is elided; a finished tile leaves without a read;
 *   <li>with a spatial reduction every instance is refilled with partial sums;
 *   <li>cycles: compute, or the busiest port at perfect overlap; no latency, no fill or drain.
 * </ul>
 *
 * <p>One known difference: with R and P adjacent, temporal and innermost and S spatial, Timeloop
 * itself counts fewer input words (0.6 % of the energy in the case known).
 */
public final class TimeloopCounter implements Counter {
  @Override
  public String name() {
    return "timeloop";
  }

  @Override
  public boolean forgets() {
    return true;
  }

  @Override
  public Evaluator evaluator(Architecture architecture, Layer layer) {
    return new TimeloopEvaluator(architecture, layer);
  }
}
