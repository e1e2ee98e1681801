package dev.npusim.mapper;

import dev.npusim.mapper.emit.Candidate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Programs that schedules of one model under equal options on chips which differ in DRAM bandwidth
 * alone have in common: no program depends on it, only how long each takes. Holds every candidate
 * until it is let go itself. Thread-safe.
 */
public final class SharedPrograms {
  /** A candidate, or why there is none. */
  private record Made(@Nullable Candidate candidate, @Nullable InfeasibleException failure) {}

  private final Map<Object, Made> known = new ConcurrentHashMap<>();

  /**
   * @param trial all that tells a candidate from the others
   * @throws InfeasibleException again where {@code maker} threw it
   */
  Candidate get(Object trial, Supplier<Candidate> maker) {
    Made made = known.get(trial);
    if (made == null) {
      // Not computeIfAbsent: makers run in parallel and take seconds.
      made = make(maker);
      known.put(trial, made);
    }
    if (made.failure() != null) {
      throw made.failure();
    }
    return java.util.Objects.requireNonNull(made.candidate());
  }

  private static Made make(Supplier<Candidate> maker) {
    try {
      return new Made(maker.get(), null);
    } catch (InfeasibleException e) {
      return new Made(null, e);
    }
  }
}
