package dev.npusim.mapper.search;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Searches each distinct problem once. Layers that differ in name only are equal. A search that is
 * stopped early is answered but not kept. Thread-safe.
 */
public final class MappingCache {
  private final Effort effort;
  private final long seed;
  private final MappingStore store;
  private final ConcurrentMap<MappingKey, Alternatives.Found> results = new ConcurrentHashMap<>();
  private final LongAdder searched = new LongAdder();

  public MappingCache(Effort effort, long seed) {
    this(effort, seed, MappingStore.NONE);
  }

  /**
   * @param store asked before a search, told after it
   */
  public MappingCache(Effort effort, long seed, MappingStore store) {
    this.effort = effort;
    this.seed = seed;
    this.store = store;
  }

  public Effort effort() {
    return effort;
  }

  public long seed() {
    return seed;
  }

  /** The best mapping found for one problem. */
  public SearchResult get(SearchProblem problem) {
    return get(List.of(problem), () -> false).result();
  }

  /**
   * The best mapping found for a layer on one of several architectures.
   *
   * @param stop ends the search early with the best so far
   * @throws dev.npusim.mapper.nest.MappingException where no mapping was found that fits
   */
  public Alternatives.Found get(List<SearchProblem> problems, BooleanSupplier stop) {
    // Not computeIfAbsent: a search is long, and it may ask for others.
    MappingKey key = MappingKey.of(problems, effort, seed);
    Alternatives.Found known = results.get(key);
    if (known != null) {
      return known;
    }
    Optional<Alternatives.Found> stored = store.read(key, problems);
    if (stored.isPresent()) {
      results.putIfAbsent(key, stored.get());
      return stored.get();
    }
    searched.increment();
    // Once true it has to stay so, or a result that was cut short could pass for a whole one.
    Latch stopped = new Latch(stop);
    Alternatives.Found found = new Alternatives(effort, seed, stopped).search(problems);
    if (!stopped.on) {
      results.putIfAbsent(key, found);
      store.write(key, problems, found);
    }
    return found;
  }

  /** Distinct problems known so far. */
  public int size() {
    return results.size();
  }

  /** Searches made: neither remembered nor read from the store. */
  public long searches() {
    return searched.sum();
  }

  private static final class Latch implements BooleanSupplier {
    private final BooleanSupplier reason;
    private boolean on;

    Latch(BooleanSupplier reason) {
      this.reason = reason;
    }

    @Override
    public boolean getAsBoolean() {
      on |= reason.getAsBoolean();
      return on;
    }
  }
}
