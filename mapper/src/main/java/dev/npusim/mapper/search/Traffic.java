package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.Real;
import java.util.Arrays;

/** Energy of accesses, and units read from and written to each level. */
final class Traffic {
  double energy;
  final double[] out;
  final double[] in;

  /** Of the units read, those that become tiles further in; not sums that go either way. */
  final double[] fetched;

  Traffic(int levels) {
    out = new double[levels];
    in = new double[levels];
    fetched = new double[levels];
  }

  void set(double value) {
    energy = value;
    Arrays.fill(out, value);
    Arrays.fill(in, value);
    Arrays.fill(fetched, value);
  }

  void add(Traffic other) {
    energy += other.energy;
    for (int l = 0; l < out.length; l++) {
      out[l] += other.out[l];
      in[l] += other.in[l];
      fetched[l] += other.fetched[l];
    }
  }

  /** Each figure the lower one of both. */
  void least(Traffic other) {
    energy = Real.min(energy, other.energy);
    for (int l = 0; l < out.length; l++) {
      out[l] = Real.min(out[l], other.out[l]);
      in[l] = Real.min(in[l], other.in[l]);
      fetched[l] = Real.min(fetched[l], other.fetched[l]);
    }
  }
}
