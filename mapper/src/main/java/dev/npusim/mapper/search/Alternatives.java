package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * One layer on several architectures of which the best is wanted, such as the dataflows of a chip,
 * for less effort than a search each: all start from full arrays, those whose bound is above the
 * best are given up, and chains of the others go on in rounds, the most promising. More effort goes
 * on where less effort ends, so that it never finds less.
 *
 * <p>The shares below are what did best on the layers of Stable Diffusion 1.5 and ResNet-50 on one
 * chip with one seed; elsewhere they are assumptions. They decide what is found, never what is
 * proven.
 */
public final class Alternatives {
  /** Temperatures, on the logarithm of the cost. */
  private static final double HOT = 0.1;

  private static final double COLD = 0.002;

  /** Chains continued: one of this many. */
  private static final int OF = 3;

  /** How much colder each round begins than the one before. */
  private static final double COOLER = 0.5;

  /** Weight of the bound against the cost in what a chain promises. */
  private static final double OF_BOUND = 0.8;

  /** Part of the seeding that further starts may take. */
  private static final double DESCENTS = 0.2;

  /** Part of the seeding that the last descent may take. */
  private static final double POLISH = 0.1;

  /**
   * Part of what is not seeding that proofs may take: with all of it bounds of models' layers are
   * 0.01 to 0.15 percent higher, searches a tenth longer, and what they find is the same.
   */
  private static final double PROOF = 0.5;

  private final Effort effort;
  private final long seed;
  private final BooleanSupplier stop;

  public Alternatives(Effort effort, long seed) {
    this(effort, seed, () -> false);
  }

  /**
   * @param effort of all searches together
   * @param stop ends them early with the best so far
   */
  public Alternatives(Effort effort, long seed, BooleanSupplier stop) {
    this.effort = effort;
    this.seed = seed;
    this.stop = stop;
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
      return new Found(0, alone(problems.get(0)));
    }
    List<Contender> contenders =
        problems.stream().map(problem -> new Contender(problem, limits(effort))).toList();
    List<Chain> starts = new ArrayList<>();
    for (Effort step : effort.ladder()) {
      if (!isNear(contenders, 0)) {
        search(step, contenders, starts);
      }
    }
    return found(contenders);
  }

  private SearchLimits limits(Effort of) {
    return of.limits(seed).orWhen(stop);
  }

  private SearchResult alone(SearchProblem problem) {
    SearchResult found = null;
    MappingException nothing = null;
    for (Effort step : effort.ladder()) {
      if (found != null && found.optimal()) {
        break;
      }
      ImmutableList<Mapping> known =
          found == null ? ImmutableList.of() : ImmutableList.of(found.mapping());
      try {
        SearchResult next = step.strategy().search(problem, limits(step), known);
        found = found == null ? next : next.after(found);
      } catch (MappingException nothingFits) {
        nothing = nothingFits;
      }
    }
    if (found == null) {
      throw nothing == null ? new IllegalStateException("no effort") : nothing;
    }
    return found;
  }

  private void search(Effort step, List<Contender> contenders, List<Chain> starts) {
    long evaluations = (long) (limits(step).evaluations() * step.amongAlternatives());
    long seeding = (long) (evaluations * step.strategy().seeding());
    long before = evaluated(contenders);
    if (starts.isEmpty()) {
      for (Contender contender : contenders) {
        if (!start(contender, starts, seeding / contenders.size())) {
          starts.add(new Chain(contender, contender.plain()));
        }
      }
    }
    prove(contenders, (long) ((evaluations - seeding) * PROOF));
    if (isNear(contenders, step.near())) {
      return;
    }
    furtherStarts(contenders, starts, (long) (seeding * DESCENTS));
    List<Chain> chains = first(starts, step.strategy().chains());
    long spent = evaluated(contenders) - before;
    rounds(chains, Math.max(1, (long) (seeding * (1 - POLISH)) - spent));
    contenders.forEach(contender -> contender.polish((long) (seeding * POLISH)));
  }

  private static long evaluated(List<Contender> contenders) {
    return contenders.stream().mapToLong(Contender::evaluated).sum();
  }

  private static double least(List<Contender> contenders) {
    return contenders.stream().mapToDouble(Contender::cost).min().orElseThrow();
  }

  private static double bound(List<Contender> contenders) {
    return contenders.stream().mapToDouble(Contender::bound).min().orElseThrow();
  }

  /** Whether no mapping costs less than the best by more than a part {@code near} of the bound. */
  private static boolean isNear(List<Contender> contenders, double near) {
    double least = least(contenders);
    return least < Double.POSITIVE_INFINITY
        && Best.isReached(least, (1 + near) * bound(contenders));
  }

  /** Before any chain: it rules out whole dataflows, and what chains find changes no bound. */
  private static void prove(List<Contender> contenders, long evaluations) {
    double least = least(contenders);
    List<Contender> open =
        contenders.stream().filter(contender -> contender.bound() < least).toList();
    for (Contender contender : open) {
      contender.prove(least(contenders), Math.max(1, evaluations / open.size()));
    }
  }

  private static boolean start(Contender contender, List<Chain> starts, long longest) {
    Best found = contender.start(longest);
    if (found == null) {
      return false;
    }
    starts.add(new Chain(contender, found));
    return true;
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
        more = start(contender, starts, end - contender.evaluated());
      }
    }
  }

  /** The most promising starts, and one of each contender that is not out of the race. */
  private static List<Chain> first(List<Chain> starts, int number) {
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
    int more = Math.max(0, Math.min(others.size(), number - chains.size()));
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
    int best = 0;
    for (int i = 0; i < contenders.size(); i++) {
      best = contenders.get(i).cost() < contenders.get(best).cost() ? i : best;
    }
    SearchResult result = contenders.get(best).result(effort.strategy().name());
    long pruned = contenders.stream().mapToLong(Contender::pruned).sum();
    return new Found(best, result.among(bound(contenders), evaluated(contenders), pruned));
  }
}
