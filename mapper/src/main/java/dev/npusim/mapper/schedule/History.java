package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.Goal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** What was measured so far, in the order in which it was proposed. */
public final class History {
  /** A plan of a strategy and what came of it. */
  public record Entry(Strategy strategy, Measurement measurement) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Plan, Measurement> known = new HashMap<>();

  void add(Strategy strategy, Measurement measurement) {
    entries.add(new Entry(strategy, measurement));
    known.put(measurement.plan(), measurement);
  }

  /** Replaces a measurement by one of the same plan that says more. */
  void refine(Measurement better) {
    entries.replaceAll(
        entry ->
            entry.measurement().plan().equals(better.plan())
                ? new Entry(entry.strategy(), better)
                : entry);
  }

  public ImmutableList<Entry> entries() {
    return ImmutableList.copyOf(entries);
  }

  /** What came of exactly this plan. */
  Optional<Measurement> find(Plan plan) {
    return Optional.ofNullable(known.get(plan));
  }

  /** What was measured with so much SRAM, of strategies that others go on from. */
  Stream<Measurement> searched(long budgetBytes) {
    return entries.stream()
        .filter(entry -> entry.strategy().isSearched())
        .map(Entry::measurement)
        .filter(measurement -> measurement.plan().budgetBytes() == budgetBytes);
  }

  /** The first of the best by {@code goal}; empty where no plan led to a program. */
  public Optional<Entry> best(Goal goal) {
    return entries.stream()
        .filter(entry -> entry.measurement().isFeasible())
        .min(Comparator.comparingDouble(entry -> entry.measurement().of(goal)));
  }

  /** The first of the best of those with some SRAM per figure that guides searches, each once. */
  Set<Entry> guiding(LongPredicate budgetBytes) {
    List<Entry> best = new ArrayList<>();
    for (Entry entry : entries) {
      Measurement offered = entry.measurement();
      if (!budgetBytes.test(offered.plan().budgetBytes()) || !offered.isFeasible()) {
        continue;
      }
      ImmutableDoubleArray guides = offered.guides();
      for (int guide = 0; guide < guides.length(); guide++) {
        if (best.size() <= guide) {
          best.add(entry);
        } else if (guides.get(guide) < best.get(guide).measurement().guides().get(guide)) {
          best.set(guide, entry);
        }
      }
    }
    return new LinkedHashSet<>(best);
  }

  /** The first of the best of one strategy. */
  Optional<Measurement> best(Strategy strategy, Goal goal) {
    return entries.stream()
        .filter(entry -> entry.strategy() == strategy && entry.measurement().isFeasible())
        .map(Entry::measurement)
        .min(Comparator.comparingDouble(measurement -> measurement.of(goal)));
  }
}
