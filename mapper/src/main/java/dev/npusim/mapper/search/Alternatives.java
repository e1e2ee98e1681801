package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.MappingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer on several architectures of which the best is wanted, such as the dataflows of a chip,
 * for the effort of one search: each gets a short search, and the few best of them the rest.
 */
public final class Alternatives {
  /** Part of the evaluations that each short search gets. */
  private static final double SCOUT = 0.08;

  /** Alternatives searched on, at most, and how much worse than the best one they may look. */
  private static final int FINALISTS = 2;

  private static final double CLOSE = 1.1;

  private static final int SCOUT_CHAINS = 2;

  private final ExactSearch scout;
  private final ExactSearch search;
  private final SearchLimits limits;

  public Alternatives(Effort effort, long seed) {
    this(effort.strategy(), effort.limits(seed));
  }

  /**
   * @param search of those that look best
   * @param limits of all searches together
   */
  public Alternatives(ExactSearch search, SearchLimits limits) {
    this.scout = new ExactSearch(Effort.SEEDING, SCOUT_CHAINS);
    this.search = search;
    this.limits = limits;
  }

  /**
   * The best found.
   *
   * @param index of the alternative it is for
   * @param result its bound and numbers are those of all alternatives together
   */
  public record Found(int index, SearchResult result) {}

  /**
   * @param bound the highest known: both searches prove one
   */
  private record Candidate(int index, SearchProblem problem, SearchResult result, double bound) {
    Candidate with(SearchResult better) {
      return new Candidate(index, problem, better, Math.max(bound, better.lowerBound()));
    }
  }

  /**
   * Searches all alternatives.
   *
   * @throws MappingException where none has a mapping that fits: that of the first
   */
  public Found search(List<SearchProblem> problems) {
    if (problems.size() == 1) {
      return new Found(0, search.search(problems.get(0), limits));
    }
    List<Candidate> candidates = scouts(problems);
    candidates.sort(Comparator.comparingDouble(candidate -> candidate.result().cost()));
    double enough = CLOSE * candidates.get(0).result().cost();
    long close = candidates.stream().filter(found -> found.result().cost() <= enough).count();
    int finalists = (int) Math.min(FINALISTS, close);
    double rest = Math.max(SCOUT, 1 - SCOUT * problems.size()) / finalists;
    long evaluated = 0;
    long pruned = 0;
    for (int i = 0; i < finalists; i++) {
      Candidate before = candidates.get(i);
      if (before.result().optimal()) {
        continue;
      }
      evaluated += before.result().evaluated();
      pruned += before.result().pruned();
      SearchResult after =
          search.search(before.problem(), share(rest), ImmutableList.of(before.result().mapping()));
      candidates.set(i, before.with(after));
    }
    Candidate best = candidates.get(0);
    // A search that finds nothing has not proven that there is nothing.
    double bound = candidates.size() == problems.size() ? Double.POSITIVE_INFINITY : 0;
    for (Candidate candidate : candidates) {
      best = candidate.result().cost() < best.result().cost() ? candidate : best;
      bound = Math.min(bound, candidate.bound());
      evaluated += candidate.result().evaluated();
      pruned += candidate.result().pruned();
    }
    return new Found(best.index(), best.result().among(bound, evaluated, pruned));
  }

  private SearchLimits share(double part) {
    return limits.withEvaluations((long) (limits.evaluations() * part));
  }

  private List<Candidate> scouts(List<SearchProblem> problems) {
    List<Candidate> candidates = new ArrayList<>();
    @Nullable MappingException failure = null;
    for (int i = 0; i < problems.size(); i++) {
      try {
        SearchResult result = scout.search(problems.get(i), share(SCOUT));
        candidates.add(new Candidate(i, problems.get(i), result, result.lowerBound()));
      } catch (MappingException nothingFits) {
        failure = failure == null ? nothingFits : failure;
      }
    }
    if (candidates.isEmpty()) {
      throw failure == null ? new IllegalArgumentException("no alternatives") : failure;
    }
    return candidates;
  }
}
