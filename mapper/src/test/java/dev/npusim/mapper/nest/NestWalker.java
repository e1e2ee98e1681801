package dev.npusim.mapper.nest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A second algorithm for small nests: walks the loops step by step and instance by instance, with
 * every buffer a set of elements. Shares nothing with the counters but the readable mapping.
 *
 * <p>The reading, for tensors that are read: per tensor and level a buffer holds its current tile;
 * a step fetches the elements not held. In the convention {@code timeloop} the buffer is emptied
 * whenever a temporal loop outside the innermost relevant loop above the level advances. Instances
 * under one parent that fetch the identical set at the same time share one read. MAC units hold
 * nothing. An instance without work in a dim of the tensor holds nothing; one that is idle for
 * another reason keeps what it has.
 */
final class NestWalker {
  /** A loop of the whole nest. */
  private record Step(
      int dim, long factor, long below, boolean temporal, int level, boolean unicast) {}

  /** Elements over all instances. */
  static final class Tally {
    long reads;
    long fills;
    long updates;
    long drains;

    /** Of the updates and the drains, those of an output that has all of its products. */
    long finishedUpdates;

    long finishedDrains;

    /** Whether an output with some of its products was ever here. */
    boolean holdsSums;

    @Override
    public String toString() {
      return reads + "/" + fills + "/" + updates + "/" + drains;
    }
  }

  private final Architecture architecture;
  private final Layer layer;
  private final Mapping mapping;
  private final boolean timeloop;

  /** From the outermost. */
  private final List<Step> steps = new ArrayList<>();

  final Tally[][] tallies;
  long timeSteps;

  NestWalker(Architecture architecture, Layer layer, Mapping mapping, boolean timeloop) {
    this.architecture = architecture;
    this.layer = layer;
    this.mapping = mapping;
    this.timeloop = timeloop;
    tallies = new Tally[architecture.levels().size()][layer.operands().size()];
    for (Tally[] row : tallies) {
      for (int o = 0; o < row.length; o++) {
        row[o] = new Tally();
      }
    }
    lineUp();
    for (int o = 0; o < layer.operands().size(); o++) {
      if (layer.operands().get(o).isWritten()) {
        new Sums(o).walk();
      } else {
        List<Integer> holders = holders(o);
        int child = -1;
        for (int parent : holders) {
          walkReads(o, child, parent);
          child = parent;
        }
      }
    }
  }

  private void lineUp() {
    Map<Integer, Long> covered = new HashMap<>();
    for (int level = 0; level < mapping.levels().size(); level++) {
      for (int axis = 0; axis < mapping.axes().size(); axis++) {
        SpatialAxis spatial = architecture.axes().get(axis);
        if (spatial.under() == level) {
          List<Loop> loops = mapping.axes().get(axis).loops();
          for (int i = loops.size() - 1; i >= 0; i--) {
            add(
                covered,
                loops.get(i),
                false,
                level,
                spatial.delivery() == SpatialAxis.Delivery.UNICAST);
          }
        }
      }
      List<Loop> loops = mapping.levels().get(level).loops();
      for (int i = loops.size() - 1; i >= 0; i--) {
        add(covered, loops.get(i), true, level, false);
      }
    }
  }

  private void add(
      Map<Integer, Long> covered, Loop loop, boolean temporal, int level, boolean unicast) {
    int dim = layer.dim(loop.dim(), "test");
    long below = covered.getOrDefault(dim, 1L);
    covered.put(dim, below * loop.factor());
    steps.add(0, new Step(dim, loop.factor(), below, temporal, level, unicast));
  }

  private List<Integer> holders(int o) {
    List<Integer> holders = new ArrayList<>();
    for (int level = 0; level < mapping.levels().size(); level++) {
      if (mapping.levels().get(level).keeps().contains(layer.operands().get(o).name())) {
        holders.add(level);
      }
    }
    return holders;
  }

  private boolean relevant(int o, int dim) {
    return layer.operands().get(o).coordinates().stream()
        .flatMap(coordinate -> coordinate.terms().stream())
        .anyMatch(term -> term.dim() == dim);
  }

  private List<Step> above(int child, boolean temporal) {
    return steps.stream()
        .filter(step -> step.temporal() == temporal && step.level() > child)
        .toList();
  }

  /** All index tuples of some loops, the last one running fastest. */
  private static List<long[]> tuples(List<Step> loops) {
    List<long[]> all = new ArrayList<>();
    long[] now = new long[loops.size()];
    while (true) {
      all.add(now.clone());
      int i = loops.size() - 1;
      while (i >= 0 && ++now[i] == loops.get(i).factor()) {
        now[i--] = 0;
      }
      if (i < 0) {
        return all;
      }
    }
  }

  private long[] position(List<Step> time, long[] at, List<Step> space, long[] where) {
    long[] position = new long[layer.dims().size()];
    for (int i = 0; i < at.length; i++) {
      position[time.get(i).dim()] += at[i] * time.get(i).below();
    }
    for (int i = 0; i < where.length; i++) {
      position[space.get(i).dim()] += where[i] * space.get(i).below();
    }
    return position;
  }

  private boolean exists(long[] position, int ofOperand, boolean all) {
    for (int dim = 0; dim < position.length; dim++) {
      if (position[dim] >= layer.dims().get(dim).bound() && (all || relevant(ofOperand, dim))) {
        return false;
      }
    }
    return true;
  }

  /** The extents of a tile below the loops of a level (level -1: one point). */
  private long[] sides(int child) {
    long[] sides = new long[layer.dims().size()];
    java.util.Arrays.fill(sides, 1);
    for (Step step : steps) {
      if (step.level() <= child) {
        sides[step.dim()] *= step.factor();
      }
    }
    return sides;
  }

  /**
   * The elements that the points from {@code position} on address, or all of the box around them.
   */
  private Set<List<Long>> box(int o, long[] position, long[] sides) {
    List<List<Long>> elements = new ArrayList<>();
    elements.add(List.of());
    for (Coordinate coordinate : layer.operands().get(o).coordinates()) {
      Set<Long> values = new TreeSet<>(Set.of(0L));
      for (Coordinate.Term term : coordinate.terms()) {
        long bound = layer.dims().get(term.dim()).bound();
        long from = position[term.dim()];
        Set<Long> more = new TreeSet<>();
        for (long index = from; index < Math.min(from + sides[term.dim()], bound); index++) {
          for (long value : values) {
            more.add(value + term.coefficient() * index);
          }
        }
        values = more;
      }
      if (!coordinate.touched()) {
        long last = java.util.Collections.max(values);
        for (long at = java.util.Collections.min(values); at <= last; at++) {
          values.add(at);
        }
      }
      List<List<Long>> longer = new ArrayList<>();
      for (List<Long> element : elements) {
        for (long at : values) {
          List<Long> next = new ArrayList<>(element);
          next.add(at);
          longer.add(next);
        }
      }
      elements = longer;
    }
    return new HashSet<>(elements);
  }

  private void walkReads(int o, int child, int parent) {
    List<Step> time = above(child, true);
    List<Step> space = above(child, false);
    List<long[]> instances = tuples(space);
    List<Set<List<Long>>> held = new ArrayList<>();
    instances.forEach(instance -> held.add(Set.of()));
    long[] sides = sides(child);
    int innermost = innermostRelevant(o, time);
    long[] before = null;
    for (long[] at : tuples(time)) {
      if (!exists(position(time, at, List.of(), new long[0]), o, true)) {
        continue;
      }
      boolean empty = timeloop && before != null && advanced(before, at, innermost);
      before = at;
      Set<Object> asked = new HashSet<>();
      for (int i = 0; i < instances.size(); i++) {
        long[] position = position(time, at, space, instances.get(i));
        if (empty) {
          held.set(i, Set.of());
        }
        if (!exists(position, o, false)) {
          held.set(i, Set.of());
          continue;
        }
        if (!exists(position, o, true)) {
          continue;
        }
        Set<List<Long>> tile = box(o, position, sides);
        Set<List<Long>> fresh = new HashSet<>(tile);
        if (child >= 0) {
          fresh.removeAll(held.get(i));
          held.set(i, tile);
          tallies[child][o].fills += fresh.size();
        }
        if (asked.add(List.of(fresh, group(space, instances.get(i), parent)))) {
          tallies[parent][o].reads += fresh.size();
        }
      }
    }
  }

  /** Which parent an instance belongs to, and which read port where each has its own. */
  private static List<Long> group(List<Step> space, long[] instance, int parent) {
    List<Long> group = new ArrayList<>();
    for (int i = 0; i < instance.length; i++) {
      if (space.get(i).level() > parent || space.get(i).unicast()) {
        group.add(instance[i]);
      }
    }
    return group;
  }

  /** Position of the innermost temporal loop that addresses the operand and ever advances. */
  private int innermostRelevant(int o, List<Step> time) {
    for (int i = time.size() - 1; i >= 0; i--) {
      Step step = time.get(i);
      if (relevant(o, step.dim())
          && step.factor() > 1
          && step.below() < layer.dims().get(step.dim()).bound()) {
        return i;
      }
    }
    return 0;
  }

  private static boolean advanced(long[] before, long[] now, int innermost) {
    for (int i = 0; i < Math.min(innermost, now.length); i++) {
      if (before[i] != now[i]) {
        return true;
      }
    }
    return false;
  }

  /** The operand that is written: all its levels at once, with the partial sums they have. */
  private final class Sums {
    private final int o;
    private final List<Integer> holders;

    /** Per holder: per instance (its spatial indices) what it holds, and for which it has a sum. */
    private final List<Map<List<Long>, Set<List<Long>>>> held = new ArrayList<>();

    /** The sums: how many products each has. */
    private final List<Map<List<Long>, Map<List<Long>, Long>>> summed = new ArrayList<>();

    /** Products of one output. */
    private final long products;

    /** Timeloop: elements an instance ever saw arrive, or ever got an update for. */
    private final List<Map<List<Long>, Set<List<Long>>>> seen = new ArrayList<>();

    private final List<Map<List<Long>, Set<List<Long>>>> updated = new ArrayList<>();

    Sums(int o) {
      this.o = o;
      this.holders = holders(o);
      long all = 1;
      for (int dim = 0; dim < layer.dims().size(); dim++) {
        all *= relevant(o, dim) ? 1 : layer.dims().get(dim).bound();
      }
      products = all;
      for (int i = 0; i < holders.size(); i++) {
        held.add(new HashMap<>());
        summed.add(new HashMap<>());
        seen.add(new HashMap<>());
        updated.add(new HashMap<>());
      }
    }

    void walk() {
      List<Step> time = above(-1, true);
      List<Step> space = above(-1, false);
      long[] before = null;
      for (long[] at : tuples(time)) {
        if (!exists(position(time, at, List.of(), new long[0]), o, true)) {
          continue;
        }
        timeSteps++;
        List<Map<List<Long>, Set<List<Long>>>> next = new ArrayList<>();
        for (int h = 0; h < holders.size(); h++) {
          next.add(tilesNow(h, time, at));
        }
        for (int h = 0; h < holders.size() - 1; h++) {
          leave(h, next.get(h), timeloop && before != null && empties(h, before, at));
        }
        before = at;
        for (int h = holders.size() - 1; h >= 0; h--) {
          arrive(h, next.get(h));
        }
        accumulate(time, at, space);
      }
      for (int h = 0; h < holders.size() - 1; h++) {
        leave(h, null, true);
      }
    }

    private boolean empties(int h, long[] before, long[] at) {
      List<Step> outer = above(holders.get(h), true);
      return advanced(before, at, innermostRelevant(o, outer));
    }

    /** The tile of each instance that has work inside the current step of the level's own loops. */
    private Map<List<Long>, Set<List<Long>>> tilesNow(int h, List<Step> time, long[] at) {
      int level = holders.get(h);
      List<Step> space = above(level, false);
      List<Step> outer = above(level, true);
      long[] outerAt = java.util.Arrays.copyOf(at, outer.size());
      Map<List<Long>, Set<List<Long>>> tiles = new HashMap<>();
      for (long[] instance : tuples(space)) {
        long[] position = position(outer, outerAt, space, instance);
        if (exists(position, o, true)) {
          tiles.put(list(instance), box(o, position, sides(level)));
        }
      }
      return tiles;
    }

    private List<Long> list(long[] instance) {
      return java.util.Arrays.stream(instance).boxed().toList();
    }

    /**
     * Instances under one parent leave together when a member's tile changes; equal elements merge
     * into one update.
     */
    private void leave(int h, Map<List<Long>, Set<List<Long>>> next, boolean empties) {
      int level = holders.get(h);
      int parent = holders.get(h + 1);
      List<Step> space = above(level, false);
      Map<List<Long>, Map<List<Long>, Long>> merged = new HashMap<>();
      for (long[] each : tuples(space)) {
        List<Long> instance = list(each);
        Set<List<Long>> tile = held.get(h).getOrDefault(instance, Set.of());
        if (tile.isEmpty() || (!empties && stays(h, space, each, tile, next))) {
          continue;
        }
        tallies[level][o].drains += tile.size();
        if (!timeloop) {
          tallies[level][o].reads += tile.size();
        }
        Map<List<Long>, Long> sums = summed.get(h).getOrDefault(instance, Map.of());
        Map<List<Long>, Long> together =
            merged.computeIfAbsent(parentOf(space, each, parent), key -> new HashMap<>());
        for (List<Long> element : tile) {
          long has = sums.getOrDefault(element, 0L);
          tallies[level][o].finishedDrains += has == products ? 1 : 0;
          together.merge(element, has, Long::sum);
        }
        held.get(h).remove(instance);
        summed.get(h).remove(instance);
      }
      merged.forEach(
          (key, elements) ->
              elements.forEach((element, more) -> update(h + 1, key, element, more)));
    }

    /** Whether nobody with the same outputs under the same parent moves on. */
    private boolean stays(
        int h,
        List<Step> space,
        long[] each,
        Set<List<Long>> tile,
        Map<List<Long>, Set<List<Long>>> next) {
      long[] first = each.clone();
      for (int i = 0; i < first.length; i++) {
        if (!relevant(o, space.get(i).dim()) && space.get(i).level() <= holders.get(h + 1)) {
          first[i] = 0;
        }
      }
      Set<List<Long>> of = next.get(list(first));
      if (of == null) {
        // The parent has no work either, or this share of the outputs does not exist now.
        return false;
      }
      return of.equals(tile);
    }

    private List<Long> parentOf(List<Step> space, long[] instance, int parent) {
      List<Long> key = new ArrayList<>();
      for (int i = 0; i < instance.length; i++) {
        if (space.get(i).level() > parent) {
          key.add(instance[i]);
        }
      }
      return key;
    }

    private void update(int h, List<Long> instance, List<Long> element, long more) {
      Tally tally = tallies[holders.get(h)][o];
      tally.updates++;
      long sum =
          summed
              .get(h)
              .computeIfAbsent(instance, key -> new HashMap<>())
              .merge(element, more, Long::sum);
      tally.finishedUpdates += sum == products ? 1 : 0;
      tally.holdsSums |= sum < products;
      if (!updated.get(h).computeIfAbsent(instance, key -> new HashSet<>()).add(element)
          && timeloop) {
        tally.reads++;
      }
    }

    private void arrive(int h, Map<List<Long>, Set<List<Long>>> next) {
      if (h == holders.size() - 1) {
        return;
      }
      int level = holders.get(h);
      int parent = holders.get(h + 1);
      List<Step> space = above(level, false);
      Set<Object> refilled = new HashSet<>();
      for (long[] each : tuples(space)) {
        List<Long> instance = list(each);
        Set<List<Long>> tile = next.get(instance);
        if (tile == null || tile.equals(held.get(h).get(instance))) {
          continue;
        }
        held.get(h).put(instance, tile);
        List<Long> above = parentOf(space, each, parent);
        for (List<Long> element : tile) {
          if (timeloop) {
            if (!seen.get(h).computeIfAbsent(instance, key -> new HashSet<>()).add(element)) {
              tallies[level][o].fills++;
            }
          } else if (summed.get(h + 1).getOrDefault(above, Map.of()).containsKey(element)
              && refilled.add(List.of(above, element))) {
            tallies[level][o].fills++;
            tallies[parent][o].reads++;
            // It goes on here: what the parent still has is out of date.
            long sum = summed.get(h + 1).get(above).put(element, 0L);
            summed.get(h).computeIfAbsent(instance, key -> new HashMap<>()).put(element, sum);
            tallies[level][o].holdsSums |= sum < products;
          }
        }
      }
    }

    private void accumulate(List<Step> time, long[] at, List<Step> space) {
      Map<List<Long>, Map<List<Long>, Long>> merged = new LinkedHashMap<>();
      long[] sides = sides(-1);
      for (long[] each : tuples(space)) {
        long[] position = position(time, at, space, each);
        if (!exists(position, o, true)) {
          continue;
        }
        List<Long> instance = parentOf(space, each, holders.get(0));
        List<Long> element = box(o, position, sides).iterator().next();
        merged.computeIfAbsent(instance, key -> new HashMap<>()).merge(element, 1L, Long::sum);
      }
      merged.forEach(
          (instance, elements) ->
              elements.forEach(
                  (element, more) -> {
                    boolean known =
                        summed.get(0).getOrDefault(instance, Map.of()).containsKey(element);
                    if (known && !timeloop) {
                      tallies[holders.get(0)][o].reads++;
                    }
                    update(0, instance, element, more);
                  }));
    }
  }
}
