package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.Evaluator;

/** Valid mappings to measure counters by, from random walks; equal for equal seeds. */
public enum MappingSamples {
  /** What a search prices one after the other: each a few changes away from the last one. */
  NEIGHBOURS(1, false),
  /** Any factors, far from each other: an evaluation can reuse nothing of the last one. */
  ANY(40, false),
  /** The same with factors that divide the bounds: Timeloop's space of mappings. */
  DIVIDING(40, true);

  private static final int TRIES = 10_000_000;

  private final int apart;
  private final boolean dividing;

  MappingSamples(int apart, boolean dividing) {
    this.apart = apart;
    this.dividing = dividing;
  }

  /** Whether the samples' factors may leave remainders. */
  public boolean isDividing() {
    return dividing;
  }

  /**
   * Takes every so many valid mappings of a walk.
   *
   * @param count mappings, or fewer where hardly any are valid
   */
  public ImmutableList<FlatMapping> take(
      Architecture architecture, Layer layer, Counter counter, int count, long seed) {
    Slots slots = new Slots(architecture, layer);
    Xorshift random = new Xorshift(seed);
    Moves moves = new Moves(slots, random, true);
    Evaluator evaluator = counter.evaluator(architecture, layer);
    FlatMapping now = new FlatMapping(architecture, layer);
    FlatMapping next = new FlatMapping(architecture, layer);
    slots.close(now);
    ImmutableList.Builder<FlatMapping> samples = ImmutableList.builder();
    int taken = 0;
    int valid = 0;
    for (int i = 0; i < TRIES && taken < count; i++) {
      next.copyFrom(now);
      if (dividing) {
        moves.regroup(next);
      } else {
        moves.change(next);
      }
      if (evaluator.evaluate(next)) {
        now.copyFrom(next);
        if (++valid % apart == 0) {
          FlatMapping sample = new FlatMapping(architecture, layer);
          sample.copyFrom(now);
          samples.add(sample);
          taken++;
        }
      }
    }
    return samples.build();
  }
}
