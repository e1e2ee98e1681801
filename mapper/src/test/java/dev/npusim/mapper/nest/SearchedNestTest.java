package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.search.Edge3;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.mapper.search.SearchResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mappings that a search finds, priced once more by a walk of the nest. A search is drawn to
 * whatever a counter forgets, so its results are a harder test of it than random mappings.
 */
class SearchedNestTest {
  private static final double EXACT = 1e-9;
  private static final int WORDS = 24;
  private static final int BUFFER = 160;

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  /** At most a few thousand MACs each, with tiles that do not fit at once. */
  private static ImmutableList<Layer> layers() {
    return ImmutableList.of(
        Edge3.conv("3x3", 6, 8, 5, 3, 1),
        Edge3.conv("3x3 s2", 4, 6, 6, 3, 2),
        Edge3.conv("1x1", 12, 12, 4, 1, 1),
        Edge3.grouped("depthwise", 12, 1, 1, 6, 3, 1),
        Edge3.gemm("product", 9, 14, 22),
        Edge3.gemm("vector", 1, 40, 48),
        Edge3.bmm("batched", 3, 8, 10, 7));
  }

  @ParameterizedTest
  @MethodSource("counters")
  void theWalkPricesTheBestMappingsTheSame(Counter counter) {
    Architecture architecture = Edge3.architecture(WORDS, BUFFER);
    int summedOnTheWay = 0;
    for (Layer layer : layers()) {
      for (Objective objective : Objective.values()) {
        SearchResult found =
            Effort.FAST
                .strategy()
                .search(
                    new SearchProblem(architecture, layer, counter, objective),
                    Effort.FAST.limits(1));
        RandomNests.Case each = new RandomNests.Case(architecture, layer, found.mapping());
        boolean timeloop = counter instanceof TimeloopCounter;
        NestWalker walker = new NestWalker(architecture, layer, found.mapping(), timeloop);
        CostReport report = counter.cost(architecture, layer, found.mapping());
        assertThat(WalkedNestTest.differences(each, report, walker, timeloop))
            .as("%s for %s\n%s", layer, objective, found.mapping())
            .isEmpty();
        assertThat(report.computeCycles()).isEqualTo(walker.timeSteps);
        double energy = energy(architecture, layer, walker);
        assertThat(found.energy()).isCloseTo(energy, within(EXACT * energy));
        summedOnTheWay += sumsOnTheWay(layer, found.mapping()) ? 1 : 0;
      }
    }
    // Otherwise this test would say nothing about the mappings that need it most.
    assertThat(summedOnTheWay).isPositive();
  }

  private static double energy(Architecture architecture, Layer layer, NestWalker walker) {
    double sum = layer.macs() * architecture.compute().energyPerMac();
    for (int level = 0; level < architecture.levels().size(); level++) {
      MemoryLevel memory = architecture.levels().get(level);
      for (NestWalker.Tally tally : walker.tallies[level]) {
        sum += tally.reads * memory.readEnergy();
        sum += (tally.fills + tally.updates) * memory.writeEnergy();
      }
    }
    return sum;
  }

  /** Whether outputs pass the registers by and a dim they do not have is on an axis. */
  private static boolean sumsOnTheWay(Layer layer, Mapping mapping) {
    Operand outputs =
        layer.operands().stream().filter(Operand::isWritten).findFirst().orElseThrow();
    boolean reduced =
        mapping.axes().stream()
            .flatMap(axis -> axis.loops().stream())
            .anyMatch(
                loop ->
                    loop.factor() > 1
                        && (outputs.relevantDims() & 1 << layer.dim(loop.dim(), "test")) == 0);
    return reduced && !mapping.levels().get(0).keeps().contains(outputs.name());
  }

  /**
   * Timeloop's rules for outputs that pass the registers by, while axes carry dims of the
   * reduction, by hand: A(2,8) B(8,3) on 4 PEs along K, two steps of K, everything else in the
   * buffer's loops.
   *
   * <ul>
   *   <li>Whatever a MAC unit is asked for, it is asked for at every MAC: the rule for the
   *       registers ("updates = MACs per PE") is about the innermost memory that keeps the outputs,
   *       because a MAC unit keeps nothing. So the buffer sees 2 * 3 * 2 = 12 sums of each of the 4
   *       PEs.
   *   <li>"Updates of the parent = words of one PE times the factors of the axes that address the
   *       outputs": K does not, so the 4 sums of a step are one update: 12, not 48. This is the
   *       rule that also holds between registers and buffer, where Timeloop's own counts confirm it
   *       (case g07: spatial C into the buffer).
   *   <li>"Reads = updates - outputs", the first read being elided: 12 - 6 = 6.
   * </ul>
   *
   * With registers the same sums would cost 48 updates and 48 - 4 * 6 = 24 reads there, and the
   * buffer's on top. Passing by is cheaper as soon as the axes merge more sums than a buffer access
   * costs register accesses: an adder tree for free, one of Timeloop's omissions.
   */
  @Test
  void outputsThatPassTheRegistersByAreOneUpdatePerStepByHand() {
    Layer layer = Edge3.gemm("by hand", 2, 3, 8);
    Mapping mapping =
        new Mapping(
            ImmutableList.of(
                at("RF", List.of("A", "B")),
                at("GLB", List.of("A", "B", "Z"), "M", 2, "N", 3, "K", 2),
                at("DRAM", List.of("A", "B", "Z"))),
            ImmutableList.of(
                new Mapping.OnAxis("SX", ImmutableList.of(new Loop("K", 4))),
                new Mapping.OnAxis("SY", ImmutableList.of())));
    Architecture architecture = Edge3.architecture();
    CostReport report = new TimeloopCounter().cost(architecture, layer, mapping);
    CostReport.OfOperand sums =
        report.levels().get(1).operands().stream()
            .filter(operand -> operand.operand().equals("Z"))
            .findFirst()
            .orElseThrow();
    assertThat(sums.updates()).isEqualTo(12);
    assertThat(sums.reads()).isEqualTo(6);
    NestWalker.Tally walked = new NestWalker(architecture, layer, mapping, true).tallies[1][2];
    assertThat(walked.updates).isEqualTo(12);
    assertThat(walked.reads).isEqualTo(6);
  }

  private static Mapping.AtLevel at(String level, List<String> keeps, Object... loops) {
    ImmutableList.Builder<Loop> all = ImmutableList.builder();
    for (int i = 0; i < loops.length; i += 2) {
      all.add(new Loop((String) loops[i], ((Integer) loops[i + 1]).longValue()));
    }
    return new Mapping.AtLevel(
        level, com.google.common.collect.ImmutableSet.copyOf(keeps), all.build());
  }
}
