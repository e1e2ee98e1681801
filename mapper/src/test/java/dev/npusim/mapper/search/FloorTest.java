package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No mapping costs less than the bound of any region that it lies in, whatever its factors. */
class FloorTest {
  private static final int PROBLEMS = 3_000;
  private static final int MAPPINGS = 20;
  private static final int STEPS = 400;

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  @ParameterizedTest
  @MethodSource("counters")
  void noMappingOfARegionCostsLessThanItsBound(Counter counter) {
    Random random = new Random(1);
    int checked = 0;
    for (long seed = 0; seed < PROBLEMS; seed++) {
      SearchProblem problem =
          seed % 3 == 0
              ? SmallProblems.random(seed, counter)
              : seed % 3 == 1
                  ? OddProblems.random(seed, counter)
                  : SmallProblems.inBytes(seed, counter);
      checked += check(problem, random, "problem " + seed);
    }
    assertThat(checked).isGreaterThan(PROBLEMS);
  }

  /** On systolic arrays with real layers, where first tiles and folds of the array count. */
  @Test
  void norOnTheLevelsOfAChip() {
    Random random = new Random(2);
    int checked = 0;
    for (Layer layer :
        ImmutableList.of(
            Edge3.conv("1x1", 48, 96, 14, 1, 1),
            Edge3.conv("3x3 s2", 13, 7, 23, 3, 2),
            Edge3.conv("3x3", 32, 16, 14, 3, 1),
            Edge3.grouped("depthwise", 12, 1, 1, 14, 3, 1),
            Edge3.gemm("odd", 97, 31, 77),
            Edge3.gemm("wide", 196, 256, 64),
            Edge3.bmm("batched", 8, 64, 40, 96))) {
      for (Target target : Target.of(Chips.of("edge-16tops"), layer)) {
        SearchProblem problem =
            new SearchProblem(
                target.architecture(), layer, new PhysicalCounter(), Objective.LATENCY);
        checked += walk(problem, random, layer.name() + " " + target.architecture().name());
      }
    }
    assertThat(checked).isGreaterThan(7 * STEPS);
  }

  /** A random walk over mappings that fit; each in regions around it. */
  private static int walk(SearchProblem problem, Random random, String name) {
    Fixture fixture = new Fixture(problem);
    Moves moves = new Moves(fixture.slots, new Xorshift(random.nextInt()), true);
    FlatMapping now = new FlatMapping(problem.architecture(), problem.layer());
    fixture.slots.close(now);
    FlatMapping next = new FlatMapping(problem.architecture(), problem.layer());
    int checked = 0;
    for (int step = 0; step < STEPS; step++) {
      next.copyFrom(now);
      moves.change(next);
      if (fixture.holds(next, random, name)) {
        checked++;
        now.copyFrom(next);
      }
    }
    return checked;
  }

  /** Mappings checked: those that fit. */
  private static int check(SearchProblem problem, Random random, String name) {
    Fixture fixture = new Fixture(problem);
    List<int[]> placements = Placements.of(problem.architecture(), problem.layer());
    int checked = 0;
    for (int i = 0; i < MAPPINGS; i++) {
      FlatMapping mapping = new FlatMapping(problem.architecture(), problem.layer());
      int[] keeps = placements.get(random.nextInt(placements.size()));
      System.arraycopy(keeps, 0, mapping.keeps, 0, keeps.length);
      fill(fixture.slots, mapping, random);
      checked += fixture.holds(mapping, random, name) ? 1 : 0;
    }
    return checked;
  }

  /** What bounds a problem, and what prices it. */
  private static final class Fixture {
    private final SearchProblem problem;
    private final Slots slots;
    private final Stages stages;
    private final Room room;
    private final Floor floor;
    private final ArraySides sides;
    private final Evaluator evaluator;

    Fixture(SearchProblem problem) {
      this.problem = problem;
      slots = new Slots(problem.architecture(), problem.layer());
      stages = new Stages(slots);
      Demand[] demand = Demand.of(problem.layer());
      room = new Room(problem, slots, demand);
      floor = new Floor(problem, slots, stages, demand, room);
      sides = new ArraySides(slots, stages);
      evaluator = problem.counter().evaluator(problem.architecture(), problem.layer());
    }

    /** Whether the mapping fits; then no region around it may have a higher bound. */
    boolean holds(FlatMapping mapping, Random random, String name) {
      if (!evaluator.evaluate(mapping)) {
        return false;
      }
      double cost = problem.objective().cost(evaluator.energy(), evaluator.cycles());
      Region point = point(slots, stages, mapping);
      for (int widening = 0; widening < 4; widening++) {
        Region region = widening == 0 ? point.copy() : widened(point, slots, stages, random);
        assertThat(floor.cost(region, Double.POSITIVE_INFINITY)).as(name).isLessThanOrEqualTo(cost);
        assertThat(sides.narrow(region) && room.narrow(region, stages)).as(name).isTrue();
        for (int v = 0; v < point.least.length; v++) {
          assertThat(point.least[v]).as(name).isBetween(region.least[v], region.most[v]);
        }
        assertThat(floor.cost(region, Double.POSITIVE_INFINITY)).as(name).isLessThanOrEqualTo(cost);
      }
      return true;
    }
  }

  private static void fill(Slots slots, FlatMapping mapping, Random random) {
    for (int s = 0; s < slots.slots; s++) {
      for (int d : slots.looping) {
        if (slots.allows(s, d) && random.nextBoolean()) {
          long room = slots.left(mapping, s, d);
          if (slots.axis[s] >= 0) {
            room =
                Math.min(room, slots.axisSize[slots.axis[s]] / slots.used(mapping, slots.axis[s]));
          }
          slots.setFactor(mapping, s, d, 1 + random.nextInt((int) room));
        }
      }
    }
    slots.close(mapping);
    for (int l = 0; l < slots.levels; l++) {
      for (int i = slots.dims - 1; i > 0; i--) {
        Moves.move(mapping, l * slots.dims, i, random.nextInt(i + 1));
      }
    }
  }

  private static Region point(Slots slots, Stages stages, FlatMapping mapping) {
    Region point = Region.all(mapping.keeps, stages, slots);
    for (int d = 0; d < slots.dims; d++) {
      long covered = 1;
      for (int s = 0; s < slots.slots; s++) {
        covered *= slots.factor(mapping, s, d);
        if (slots.level[s] >= 0 && stages.tile[slots.level[s]] >= 0) {
          int i = stages.tile[slots.level[s]] * stages.dims + d;
          point.least[i] = Math.min(slots.bound[d], covered);
        } else if (slots.axis[s] >= 0) {
          int level = slots.architecture.axes().get(slots.axis[s]).under();
          point.least[stages.sides[level] * stages.dims + d] *= slots.factor(mapping, s, d);
        }
      }
    }
    System.arraycopy(point.least, 0, point.most, 0, point.least.length);
    return point;
  }

  private static Region widened(Region point, Slots slots, Stages stages, Random random) {
    Region wide = point.copy();
    for (int s = 0; s < stages.count; s++) {
      for (int d : slots.looping) {
        int i = s * stages.dims + d;
        if (random.nextBoolean()) {
          wide.least[i] = 1 + random.nextInt((int) point.least[i]);
          long most =
              stages.isTile(s) ? slots.bound[d] : stages.longest(stages.level[s], slots.bound[d]);
          wide.most[i] = point.most[i] + random.nextInt((int) (most - point.most[i]) + 1);
        }
      }
    }
    return wide;
  }
}
