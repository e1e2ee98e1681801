package dev.npusim.mapper.search;

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
    energy = Math.min(energy, other.energy);
    for (int l = 0; l < out.length; l++) {
      out[l] = Math.min(out[l], other.out[l]);
      in[l] = Math.min(in[l], other.in[l]);
      fetched[l] = Math.min(fetched[l], other.fetched[l]);
    }
  }
}
