package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import org.jspecify.annotations.Nullable;

/**
 * Prices every mapping: all placements, all factors (any that leaves something to do, whether it
 * divides or not), all loop orders. For small problems, as the reference of the others.
 */
public final class ExhaustiveSearch implements MappingSearch {
  private final @Nullable Archive archive;

  public ExhaustiveSearch() {
    this(null);
  }

  /**
   * @param archive is offered every mapping that is priced
   */
  ExhaustiveSearch(@Nullable Archive archive) {
    this.archive = archive;
  }

  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public SearchResult search(SearchProblem problem, SearchLimits limits) {
    Walk walk = new Walk(problem, limits, archive);
    for (int[] placement : Placements.of(problem.architecture(), problem.layer())) {
      System.arraycopy(placement, 0, walk.mapping.keeps, 0, placement.length);
      walk.factors(0, 0);
    }
    return walk.best.result(0, walk.isComplete(), walk.evaluated, 0, name());
  }

  private static final class Walk {
    private final SearchProblem problem;
    private final SearchLimits limits;
    private final Slots slots;
    private final Evaluator evaluator;
    private final FlatMapping mapping;
    private final Best best;
    private long evaluated;
    private boolean stopped;
    private final @Nullable Archive archive;

    Walk(SearchProblem problem, SearchLimits limits, @Nullable Archive archive) {
      this.archive = archive;
      this.problem = problem;
      this.limits = limits;
      slots = new Slots(problem.architecture(), problem.layer());
      evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
      mapping = new FlatMapping(problem.architecture(), problem.layer());
      best = new Best(problem.architecture(), problem.layer(), problem.objective());
    }

    boolean isComplete() {
      return !stopped;
    }

    private void factors(int slot, int i) {
      if (i == slots.looping.length) {
        if (slot == slots.slots - 2) {
          slots.close(mapping);
          orders(1, 0);
        } else {
          factors(slot + 1, 0);
        }
        return;
      }
      if (slot == slots.slots - 1) {
        slots.close(mapping);
        orders(1, 0);
        return;
      }
      int dim = slots.looping[i];
      long most = 1;
      if (slots.allows(slot, dim)) {
        most = slots.left(mapping, slot, dim);
        int axis = slots.axis[slot];
        if (axis >= 0) {
          most = Math.min(most, slots.axisSize[axis] / slots.used(mapping, axis));
        }
      }
      for (long factor = 1; factor <= most && !stopped; factor++) {
        slots.setFactor(mapping, slot, dim, factor);
        factors(slot, i + 1);
      }
      slots.setFactor(mapping, slot, dim, 1);
    }

    /** Permutes the loops of a level; those of factor 1 are not there. */
    private void orders(int level, int at) {
      if (level == slots.levels) {
        price();
        return;
      }
      int base = level * slots.dims;
      if (at == slots.dims) {
        orders(level + 1, 0);
        return;
      }
      boolean found = false;
      for (int i = at; i < slots.dims && !stopped; i++) {
        if (mapping.factors[base + mapping.order[base + i]] > 1) {
          found = true;
          swap(base + at, base + i);
          orders(level, at + 1);
          swap(base + at, base + i);
        }
      }
      if (!found) {
        orders(level + 1, 0);
      }
    }

    private void swap(int i, int j) {
      int dim = mapping.order[i];
      mapping.order[i] = mapping.order[j];
      mapping.order[j] = dim;
    }

    private void price() {
      if (evaluated >= limits.evaluations()
          || ((evaluated & 0xfff) == 0 && limits.stop().getAsBoolean())) {
        stopped = true;
        return;
      }
      evaluated++;
      if (evaluator.evaluate(mapping)) {
        if (archive != null) {
          archive.offer(mapping, evaluator);
        }
        best.offer(
            mapping, evaluator, problem.objective().cost(evaluator.energy(), evaluator.cycles()));
      }
    }
  }
}
