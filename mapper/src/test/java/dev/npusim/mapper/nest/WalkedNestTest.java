package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.text.MappingText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both counters equal the walk of the nest, on random small nests with and without remainders. */
class WalkedNestTest {
  private static final int PER_BLOCK = 60;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void timeloopEqualsTheWalk(int block) {
    compare(new TimeloopCounter(), true, block);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void physicalEqualsTheWalk(int block) {
    compare(new PhysicalCounter(), false, block);
  }

  private static void compare(Counter counter, boolean timeloop, int block) {
    for (int i = 0; i < PER_BLOCK; i++) {
      long seed = 1000L * block + i;
      RandomNests.Case each = new RandomNests(seed).next();
      if (seed % 3 > 0) {
        each =
            new RandomNests.Case(each.architecture(), counter.view(each.layer()), each.mapping());
      }
      CostReport report = counter.cost(each.architecture(), each.layer(), each.mapping());
      NestWalker walker =
          new NestWalker(each.architecture(), each.layer(), each.mapping(), timeloop);
      List<String> differences = differences(each, report, walker, timeloop);
      assertThat(differences).as("seed %d %s\n%s", seed, each.layer(), text(each)).isEmpty();
      assertThat(report.computeCycles()).as("seed %d", seed).isEqualTo(walker.timeSteps);
    }
  }

  private static String text(RandomNests.Case each) {
    return MappingText.write(each.architecture(), each.mapping()) + each.architecture().axes();
  }

  /** What the counter and the walk disagree about, a line each. */
  static List<String> differences(
      RandomNests.Case each, CostReport report, NestWalker walker, boolean timeloop) {
    List<String> differences = new ArrayList<>();
    for (int level = 0; level < report.levels().size(); level++) {
      for (CostReport.OfOperand found : report.levels().get(level).operands()) {
        int o = each.layer().operand(found.operand(), "test");
        NestWalker.Tally wanted = walker.tallies[level][o];
        String line =
            found.reads() + "/" + found.fills() + "/" + found.updates() + "/" + found.drains();
        if (timeloop) {
          wanted.drains = 0;
        }
        if (sharesAtAnEdge(each, o)
            && found.fills() == wanted.fills
            && found.reads() >= wanted.reads) {
          continue;
        }
        if (!line.equals(wanted.toString())) {
          differences.add("L" + level + " " + found.operand() + " " + line + " walked " + wanted);
        }
      }
    }
    return differences;
  }

  /** Boxes that are cut short along a window with both dims on axes: an upper bound only. */
  private static boolean sharesAtAnEdge(RandomNests.Case each, int o) {
    for (Coordinate coordinate : each.layer().operands().get(o).coordinates()) {
      boolean allSpatial = coordinate.terms().size() == 2;
      boolean remainder = false;
      for (Coordinate.Term term : coordinate.terms()) {
        String dim = each.layer().dims().get(term.dim()).name();
        Map<String, Long> product = new HashMap<>(Map.of("spatial", 1L, "all", 1L));
        each.mapping()
            .axes()
            .forEach(
                on ->
                    on.loops().stream()
                        .filter(l -> l.dim().equals(dim))
                        .forEach(l -> product.merge("spatial", l.factor(), (x, y) -> x * y)));
        each.mapping()
            .levels()
            .forEach(
                at ->
                    at.loops().stream()
                        .filter(l -> l.dim().equals(dim))
                        .forEach(l -> product.merge("all", l.factor(), (x, y) -> x * y)));
        allSpatial &= product.get("spatial") > 1;
        remainder |=
            product.get("spatial") * product.get("all")
                != each.layer().dims().get(term.dim()).bound();
      }
      if (allSpatial && remainder) {
        return true;
      }
    }
    return false;
  }
}
