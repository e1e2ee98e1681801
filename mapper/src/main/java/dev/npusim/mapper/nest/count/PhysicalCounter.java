package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;

/**
 * Counts what hardware has to do:
 *
 * <ul>
 *   <li>a memory always holds its current tile; a new one is delivered except for the part that the
 *       last one shares with it, whichever loop moved it;
 *   <li>identical data for several instances is one read where the axis can hand it out; sums of
 *       several instances are one update;
 *   <li>a tile of partial sums that leaves is read (drained); one that comes back is written to one
 *       of the instances that add to it, the others begin at zero, without a read;
 *   <li>a level with one buffer waits for its transfers; with two, they overlap with the work
 *       inside, but for the first tile and the last;
 *   <li>data handed on from neighbour to neighbour takes a cycle per hop: fill and drain of a
 *       systolic array, once per tile of the one-buffer levels inside, or once where there are none
 *       (as in SCALE-Sim: 2R + C + T - 2 cycles per weight-stationary fold);
 *   <li>every port is a hard bound;
 *   <li>rows that stride and dilation skip do not travel, whichever tile they are skipped in (in
 *       layers as {@link #view} gives them).
 * </ul>
 *
 * <p>Assumptions: transfers of different levels overlap perfectly where buffers are double; the
 * exposed first and last tile are of average size; no conflicts of banks, no latency of memories.
 */
public final class PhysicalCounter implements Counter {
  @Override
  public String name() {
    return "physical";
  }

  @Override
  public boolean forgets() {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }

  @Override
  public Layer view(Layer layer) {
    return layer.withoutGaps();
  }

  @Override
  public Evaluator evaluator(Architecture architecture, Layer layer) {
    return new PhysicalEvaluator(architecture, layer);
  }
}
