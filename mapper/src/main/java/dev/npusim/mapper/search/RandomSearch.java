package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import java.util.List;

/** Prices independent random mappings: the yardstick of every other strategy. */
public final class RandomSearch implements MappingSearch {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public SearchResult search(SearchProblem problem, SearchLimits limits) {
    Slots slots = new Slots(problem.architecture(), problem.layer());
    Evaluator evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    List<int[]> placements = Placements.of(problem.architecture(), problem.layer());
    Xorshift random = new Xorshift(limits.seed());
    FlatMapping mapping = new FlatMapping(problem.architecture(), problem.layer());
    Best best = new Best(problem.architecture(), problem.layer(), problem.objective());
    long evaluated = 0;
    while (evaluated < limits.evaluations()
        && ((evaluated & 0xfff) != 0xfff || !limits.stop().getAsBoolean())) {
      int[] placement = placements.get(random.below(placements.size()));
      System.arraycopy(placement, 0, mapping.keeps, 0, placement.length);
      shuffle(mapping, slots, random);
      evaluated++;
      if (evaluator.evaluate(mapping)) {
        best.offer(
            mapping, evaluator, problem.objective().cost(evaluator.energy(), evaluator.cycles()));
      }
    }
    return best.result(0, false, evaluated, 0, name());
  }

  private static void shuffle(FlatMapping mapping, Slots slots, Xorshift random) {
    for (int slot = 0; slot < slots.slots; slot++) {
      for (int dim : slots.looping) {
        slots.setFactor(mapping, slot, dim, 1);
      }
    }
    for (int slot = 0; slot < slots.slots - 1; slot++) {
      for (int dim : slots.looping) {
        if (slots.allows(slot, dim) && random.below(2) == 0) {
          long most = most(mapping, slots, slot, dim);
          // Small factors as often as large ones.
          double factor = Math.exp(Math.log(most) * random.unit());
          slots.setFactor(mapping, slot, dim, Math.min(most, Math.round(factor)));
        }
      }
    }
    slots.close(mapping);
    for (int i = 0; i < mapping.order.length; i++) {
      int base = i / slots.dims * slots.dims;
      int other = base + random.below(i - base + 1);
      int dim = mapping.order[i];
      mapping.order[i] = mapping.order[other];
      mapping.order[other] = dim;
    }
  }

  private static long most(FlatMapping mapping, Slots slots, int slot, int dim) {
    long left = slots.left(mapping, slot, dim);
    int axis = slots.axis[slot];
    return axis < 0 ? left : Math.min(left, slots.axisSize[axis] / slots.used(mapping, axis));
  }
}
