package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Dim;
import dev.npusim.mapper.nest.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Searches each distinct problem once, several at a time. Layers that differ in name only are
 * equal. Results do not depend on the number of threads. Thread-safe.
 */
public final class MappingCache {
  /** All that a result depends on. */
  private record Key(
      Architecture architecture,
      ImmutableList<Dim> dims,
      ImmutableList<Operand> operands,
      String counter,
      Objective objective) {
    static Key of(SearchProblem problem) {
      return new Key(
          problem.architecture(),
          problem.layer().dims(),
          problem.layer().operands(),
          problem.counter().name(),
          problem.objective());
    }
  }

  private final MappingSearch search;
  private final SearchLimits limits;
  private final ConcurrentMap<Key, SearchResult> results = new ConcurrentHashMap<>();

  public MappingCache(MappingSearch search, SearchLimits limits) {
    this.search = search;
    this.limits = limits;
  }

  public MappingCache(Effort effort, long seed) {
    this(effort.strategy(), effort.limits(seed));
  }

  /** The best mapping found for one problem. */
  public SearchResult get(SearchProblem problem) {
    // Not computeIfAbsent: a search is long, and it may ask for others.
    Key key = Key.of(problem);
    SearchResult known = results.get(key);
    if (known == null) {
      known = search.search(problem, limits);
      results.putIfAbsent(key, known);
    }
    return known;
  }

  /**
   * The best mappings found, in the order of the problems.
   *
   * @param threads searches at a time
   * @throws dev.npusim.mapper.nest.MappingException where a layer has no mapping that fits
   */
  public ImmutableList<SearchResult> getAll(List<SearchProblem> problems, int threads) {
    Set<Key> asked = new LinkedHashSet<>();
    List<Callable<SearchResult>> tasks = new ArrayList<>();
    for (SearchProblem problem : problems) {
      if (asked.add(Key.of(problem))) {
        tasks.add(() -> get(problem));
      }
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      for (Future<SearchResult> future : pool.invokeAll(tasks)) {
        future.get();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching mappings", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      pool.shutdownNow();
    }
    return problems.stream().map(this::get).collect(ImmutableList.toImmutableList());
  }

  /** Distinct problems searched so far. */
  public int size() {
    return results.size();
  }
}
