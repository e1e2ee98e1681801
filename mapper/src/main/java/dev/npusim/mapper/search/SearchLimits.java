package dev.npusim.mapper.search;

import java.util.function.BooleanSupplier;

/**
 * How long a search may take. Only {@code evaluations} leaves the result a function of the input:
 * {@code stop} is for people who wait.
 *
 * @param evaluations mappings priced, at most (about: a search finishes the step it is in)
 * @param seed of the random numbers; equal seeds give equal results
 * @param stop asked now and then; true ends the search with the best found so far
 */
public record SearchLimits(long evaluations, long seed, BooleanSupplier stop) {
  public SearchLimits {
    if (evaluations < 1) {
      throw new IllegalArgumentException(evaluations + " evaluations; expected at least 1");
    }
  }

  public static SearchLimits of(long evaluations, long seed) {
    return new SearchLimits(evaluations, seed, () -> false);
  }

  /** The same with an end by the clock: results then depend on the machine. */
  public SearchLimits until(long nanoTime) {
    return new SearchLimits(
        evaluations, seed, () -> stop.getAsBoolean() || System.nanoTime() - nanoTime >= 0);
  }

  /** The same with one more reason to end. */
  public SearchLimits orWhen(BooleanSupplier reason) {
    return new SearchLimits(evaluations, seed, () -> stop.getAsBoolean() || reason.getAsBoolean());
  }

  /** The same with another number of mappings. */
  public SearchLimits withEvaluations(long number) {
    return new SearchLimits(Math.max(1, number), seed, stop);
  }
}
