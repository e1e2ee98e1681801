package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.MappingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One layer on several architectures of which the best is wanted, such as the dataflows of a chip,
 * for half the effort of one search: all start from full arrays, those whose bound is above the
 * best are given up, and chains of the others go on in rounds, the most promising.
 *
 * <p>The shares below are what did best on the layers of Stable Diffusion 1.5 and ResNet-50 on one
 * chip with one seed; elsewhere they are assumptions. They decide what is found, never what is
 * proven.
 */
public final class Alternatives {
  /** Temperatures, on the logarithm of the cost. */
  private static final double HOT = 0.5;

  private static final double COLD = 0.002;

  /** Chains continued: one of this many. */
  private static final int OF = 3;

  /** Part of the evaluations that does: starts are good and hopeless dataflows are given up. */
  private static final double ENOUGH = 0.5;

  /** How much colder each round begins than the one before. */
  private static final double COOLER = 0.5;

  /** Weight of the bound against the cost in what a chain promises. */
  private static final double OF_BOUND = 0.8;

  /** Part of the proof that comes before any chain: it rules out whole dataflows. */
  private static final double AHEAD = 0.25;

  /** Part of the seeding that further starts may take. */
  private static final double DESCENTS = 0.2;

  /** Part of the seeding that the last descent may take. */
  private static final double POLISH = 0.1;

  private final ExactSearch search;
  private final SearchLimits limits;

  public Alternatives(Effort effort, long seed) {
    this(effort.strategy(), effort.limits(seed));
  }

  /**
   * @param search where there is one architecture, and how effort is shared out where there are
   *     more
   * @param limits of all searches together
   */
  public Alternatives(ExactSearch search, SearchLimits limits) {
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

  private record Chain(Contender contender, Best best) {
    double cost() {
      return best.cost;
    }

    /** A low bound says what may still come of a chain, its cost what has come of it. */
    double promise() {
      return Math.pow(best.cost, 1 - OF_BOUND) * Math.pow(contender.bound(), OF_BOUND);
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
    List<Contender> contenders =
        problems.stream().map(problem -> new Contender(problem, limits)).toList();
    long evaluations = Math.max(1, (long) (limits.evaluations() * ENOUGH));
    long seeding = (long) (evaluations * search.seeding());
    List<Chain> starts = new ArrayList<>();
    for (Contender contender : contenders) {
      if (!start(contender, starts)) {
        starts.add(new Chain(contender, contender.plain()));
      }
    }
    long proving = evaluations - seeding;
    prove(contenders, (long) (proving * AHEAD));
    furtherStarts(contenders, starts, (long) (seeding * DESCENTS));
    List<Chain> chains = first(starts);
    long spent = contenders.stream().mapToLong(Contender::evaluated).sum();
    rounds(chains, Math.max(1, (long) (seeding * (1 - POLISH)) - spent));
    contenders.forEach(contender -> contender.polish((long) (seeding * POLISH)));
    prove(contenders, (long) (proving * (1 - AHEAD)));
    return found(contenders);
  }

  private static double least(List<Contender> contenders) {
    return contenders.stream().mapToDouble(Contender::cost).min().orElseThrow();
  }

  private static void prove(List<Contender> contenders, long evaluations) {
    double least = least(contenders);
    List<Contender> open =
        contenders.stream().filter(contender -> contender.bound() < least).toList();
    for (Contender contender : open) {
      contender.prove(least(contenders), Math.max(1, evaluations / open.size()));
    }
  }

  private static boolean start(Contender contender, List<Chain> starts) {
    List<Best> found = contender.start();
    found.forEach(start -> starts.add(new Chain(contender, start)));
    return !found.isEmpty();
  }

  /** What a proof has ruled out leaves its share of the starts to the others. */
  private static void furtherStarts(
      List<Contender> contenders, List<Chain> starts, long evaluations) {
    double least = least(contenders);
    List<Contender> open =
        contenders.stream().filter(contender -> contender.bound() < least).toList();
    long freed = evaluations * (contenders.size() - open.size()) / contenders.size();
    for (Contender contender : open) {
      long end = contender.evaluated() + freed / open.size();
      boolean more = freed > 0;
      while (more && contender.evaluated() < end) {
        more = start(contender, starts);
      }
    }
  }

  /** The most promising starts, and one of each contender that is not out of the race. */
  private List<Chain> first(List<Chain> starts) {
    double least = starts.stream().mapToDouble(Chain::cost).min().orElseThrow();
    starts.sort(Comparator.comparingDouble(Chain::promise));
    List<Chain> chains = new ArrayList<>();
    List<Chain> others = new ArrayList<>();
    Set<Contender> seen = new HashSet<>();
    for (Chain start : starts) {
      if (start.contender().bound() < least) {
        (seen.add(start.contender()) ? chains : others).add(start);
      }
    }
    int more = Math.max(0, Math.min(others.size(), search.chains() - chains.size()));
    chains.addAll(others.subList(0, more));
    return chains;
  }

  /** Shares {@code evaluations} between rounds of ever fewer, longer and colder chains. */
  private static void rounds(List<Chain> chains, long evaluations) {
    if (chains.isEmpty()) {
      return;
    }
    List<Chain> left = chains;
    int rounds = 1;
    for (int n = left.size(); n > 1; n = (n + OF - 1) / OF) {
      rounds++;
    }
    double hot = HOT;
    for (int round = 0; round < rounds; round++) {
      long each = Math.max(1, evaluations / rounds / left.size());
      for (Chain chain : left) {
        chain.contender().anneal(chain.best(), hot, COLD, each);
      }
      left.sort(Comparator.comparingDouble(round == 0 ? Chain::promise : Chain::cost));
      left = left.subList(0, (left.size() + OF - 1) / OF);
      hot *= COOLER;
    }
  }

  private Found found(List<Contender> contenders) {
    double bound = Double.POSITIVE_INFINITY;
    long evaluated = 0;
    long pruned = 0;
    int best = 0;
    for (int i = 0; i < contenders.size(); i++) {
      Contender contender = contenders.get(i);
      best = contender.cost() < contenders.get(best).cost() ? i : best;
      bound = Math.min(bound, contender.bound());
      evaluated += contender.evaluated();
      pruned += contender.pruned();
    }
    SearchResult result = contenders.get(best).result(search.name());
    return new Found(best, result.among(bound, evaluated, pruned));
  }
}
