package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a table of rows by gaps. */
class ResidencyPlanTest {
  private static final int ROWS = 12;

  private static Stored random(Random random, String name) {
    TreeSet<Integer> accesses = new TreeSet<>();
    int count = 1 + random.nextInt(6);
    while (accesses.size() < count) {
      accesses.add(random.nextInt(20));
    }
    boolean made = random.nextInt(4) > 0;
    int[] liveFrom =
        random
            .ints(count - 1, 0, random.nextBoolean() ? 1 : ROWS)
            .sorted() // what is read later is live before
            .toArray();
    return new Stored(
        new Value(name, TensorType.rowMajor(ROWS, 4), Value.Kind.ACTIVATION),
        made ? accesses.first() : -1,
        ImmutableIntArray.copyOf(accesses.stream().mapToInt(Integer::intValue)),
        ImmutableIntArray.copyOf(liveFrom),
        random.nextInt(6) == 0 ? ImmutableList.of(new Region(5, 9, 1, 3)) : ImmutableList.of());
  }

  private static ResidencyPlan randomPlan(Random random) {
    ResidencyPlan plan =
        new ResidencyPlan(ImmutableList.of(random(random, "a"), random(random, "b")));
    for (Stored tensor : plan.stored()) {
      for (int gap = 0; gap < tensor.gaps(); gap++) {
        plan.keep(tensor, gap, random.nextBoolean() ? random.nextInt(ROWS + 1) : 0);
      }
    }
    return plan;
  }

  private static boolean stays(ResidencyPlan plan, Stored tensor, int gap, int row) {
    return tensor.liveFrom().get(gap) <= row && row < plan.kept(tensor, gap);
  }

  private static boolean covers(ResidencyPlan.Slab slab, Stored tensor, int row, int gap) {
    return slab.tensor().equals(tensor)
        && slab.begin() <= row
        && row < slab.end()
        && slab.firstGroup() <= tensor.accesses().get(gap)
        && tensor.accesses().get(gap + 1) <= slab.lastGroup();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void slabsCoverEachKeptRowOfEachGapOnce(long seed) {
    Random random = new Random(seed * 31337);
    for (int i = 0; i < 50; i++) {
      ResidencyPlan plan = randomPlan(random);
      List<ResidencyPlan.Slab> slabs = plan.slabs();
      for (Stored tensor : plan.stored()) {
        for (int gap = 0; gap < tensor.gaps(); gap++) {
          for (int row = 0; row < ROWS; row++) {
            int r = row;
            int g = gap;
            assertThat(slabs.stream().filter(slab -> covers(slab, tensor, r, g)).count())
                .as("row %s of gap %s of %s", row, gap, tensor)
                .isEqualTo(stays(plan, tensor, gap, row) ? 1 : 0);
          }
        }
      }
      // A row that stays over two gaps in a row does so in one slab: it is fetched once.
      for (ResidencyPlan.Slab a : slabs) {
        assertThat(slabs)
            .noneMatch(
                b ->
                    b.tensor().equals(a.tensor())
                        && b.firstGroup() == a.lastGroup()
                        && b.begin() < a.end()
                        && a.begin() < b.end());
        assertThat(a.made())
            .isEqualTo(a.tensor().producer() >= 0 && a.firstGroup() == a.tensor().producer());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void residentRowsAreTheSlabsOfThatGroup(long seed) {
    Random random = new Random(seed * 271);
    for (int i = 0; i < 50; i++) {
      ResidencyPlan plan = randomPlan(random);
      for (Stored tensor : plan.stored()) {
        for (int group = 0; group < 20; group++) {
          int at = group;
          boolean[] there = new boolean[ROWS + 1];
          plan.slabs().stream()
              .filter(slab -> slab.tensor().equals(tensor))
              .filter(slab -> slab.firstGroup() <= at && at <= slab.lastGroup())
              .forEach(slab -> Arrays.fill(there, slab.begin(), slab.end(), true));
          int count = 0;
          for (int row = 0; row < ROWS; row++) {
            count += there[row] ? 1 : 0;
            assertThat(plan.residentUntil(tensor, group, row) > row).isEqualTo(there[row]);
            int from = row;
            while (from < ROWS && !there[from]) {
              from++;
            }
            assertThat(plan.residentFrom(tensor, group, row, ROWS)).isEqualTo(from);
            int until = row;
            while (there[until]) {
              until++;
            }
            assertThat(plan.residentUntil(tensor, group, row)).isEqualTo(until);
          }
          assertThat(plan.residentRows(tensor, group)).isEqualTo(count);
        }
      }
    }
  }

  /** Written once, for good where the world wants it, otherwise where a gap drops the row. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void elementsAreWrittenExactlyWhenSomethingNeedsThemInDram(long seed) {
    Random random = new Random(seed * 577);
    Region made = new Region(0, ROWS, 0, 4);
    for (int i = 0; i < 100; i++) {
      ResidencyPlan plan = randomPlan(random);
      for (Stored tensor : plan.stored()) {
        for (int row = 0; row < ROWS; row++) {
          for (int column = 0; column < 4; column++) {
            Region element = new Region(row, row + 1, column, column + 1);
            boolean dropped = false;
            for (int gap = 0; gap < tensor.gaps(); gap++) {
              dropped |= row >= tensor.liveFrom().get(gap) && row >= plan.kept(tensor, gap);
            }
            boolean result = tensor.outputs().stream().anyMatch(part -> part.contains(element));
            assertThat(count(plan.results(tensor, made), element)).isEqualTo(result ? 1 : 0);
            assertThat(count(plan.spills(tensor, made), element))
                .as("%s of %s", element, tensor)
                .isEqualTo(!result && dropped && tensor.producer() >= 0 ? 1 : 0);
          }
        }
      }
    }
  }

  private static long count(List<Region> parts, Region element) {
    return parts.stream().filter(part -> part.contains(element)).count();
  }

  @Test
  void aCopyChangesOnItsOwn() {
    ResidencyPlan plan = randomPlan(new Random(5));
    Stored tensor =
        plan.stored().stream().filter(stored -> stored.gaps() > 0).findFirst().orElseThrow();
    plan.keep(tensor, 0, 3);
    ResidencyPlan copy = plan.copy();
    copy.keep(tensor, 0, 7);
    assertThat(plan.kept(tensor, 0)).isEqualTo(3);
    assertThat(copy.kept(tensor, 0)).isEqualTo(7);
  }
}
