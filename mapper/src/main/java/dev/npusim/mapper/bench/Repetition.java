package dev.npusim.mapper.bench;

import com.google.common.collect.ImmutableList;
import java.util.function.DoubleSupplier;

/**
 * How often something is measured.
 *
 * @param warmUps measurements thrown away, so that the compiler is done
 * @param repetitions measurements of which the median counts: others may use the machine
 * @param seconds of CPU that a measurement takes, where it can be as long as one likes
 */
public record Repetition(int warmUps, int repetitions, double seconds) {
  public Repetition {
    if (warmUps < 0 || repetitions < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          warmUps + " warm-ups, " + repetitions + " repetitions, " + seconds + " seconds");
    }
  }

  /** The results of all repetitions, the lowest first. */
  ImmutableList<Double> measure(DoubleSupplier once) {
    ImmutableList.Builder<Double> results = ImmutableList.builder();
    for (int i = -warmUps; i < repetitions; i++) {
      double result = once.getAsDouble();
      if (i >= 0) {
        results.add(result);
      }
    }
    return ImmutableList.sortedCopyOf(results.build());
  }

  static double median(ImmutableList<Double> sorted) {
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }
}
