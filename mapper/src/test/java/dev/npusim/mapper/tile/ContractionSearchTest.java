package dev.npusim.mapper.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContractionSearchTest {
  private static final double BYTES_PER_CYCLE = 48;
  private static final Npu NPU = Chips.of("edge-4tops");
  private static final ContractionSearch SEARCH =
      new ContractionSearch(NPU, BYTES_PER_CYCLE, false);

  static List<ContractionProblem> problems() {
    List<ContractionProblem> problems = new ArrayList<>(linears());
    problems.add(convolution(16, 1, 320));
    problems.add(convolution(8, 1, 640));
    problems.add(convolution(14, 8, 64));
    problems.add(problem(40, 64, 2, 96, 1, 1, 1, 0.5, 16));
    problems.add(problem(48, 48, 1, 16, 1, 4, 1, 1, 8));
    return problems;
  }

  private static List<ContractionProblem> linears() {
    Random random = new Random(17);
    return IntStream.range(0, 12)
        .mapToObj(
            i ->
                problem(
                    1 + random.nextInt(300),
                    1 + random.nextInt(700),
                    1,
                    1 + random.nextInt(900),
                    1,
                    1,
                    1,
                    1,
                    8))
        .toList();
  }

  private static ContractionProblem convolution(int size, int groups, int channels) {
    long k = 9L * channels / groups;
    LoopNest.Conv nest =
        new LoopNest.Conv(1, groups, channels / groups, channels / groups, size, size, 3, 3);
    return new ContractionProblem(
        Layers.positions("", nest, 1, size, new Precision(8, 8)),
        (long) size * size,
        channels,
        1,
        k,
        groups,
        1,
        size,
        (long) size * size,
        2L * size,
        channels,
        8,
        WeightForm.plain(8, false),
        1,
        0,
        false,
        1,
        0,
        1,
        1,
        1);
  }

  private static ContractionProblem problem(
      long m,
      long n,
      int panels,
      long k,
      int groups,
      long batch,
      int quantum,
      double rate,
      int bits) {
    Precision precision = new Precision(bits, bits);
    Layer layer =
        batch == 1
            ? Layers.gemm("", m, n * panels, k, precision)
            : Layers.bmm("", batch, m, n * panels, k, precision);
    return new ContractionProblem(
        layer,
        m,
        n,
        panels,
        k,
        groups,
        batch,
        quantum,
        m,
        0,
        k,
        bits,
        WeightForm.plain(bits, false),
        rate,
        0,
        false,
        2,
        1,
        1,
        1,
        1);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void noTilingOfTheFrontBeatsAnother(ContractionProblem problem) {
    List<ContractionTiling> front = SEARCH.pareto(problem);
    assertThat(front).isNotEmpty();
    for (ContractionTiling a : front) {
      for (ContractionTiling b : front) {
        assertThat(a != b && a.sramBytes() <= b.sramBytes() && SEARCH.cycles(a) <= SEARCH.cycles(b))
            .as("%s beats %s", a, b)
            .isFalse();
      }
    }
  }

  /** Two accumulator tiles at a time, 4 bytes per partial sum. */
  @ParameterizedTest
  @MethodSource("problems")
  void everyTilingFitsTheAccumulatorTwice(ContractionProblem problem) {
    for (ContractionTiling tiling : SEARCH.pareto(problem)) {
      assertThat(2L * 4 * tiling.tileM() * tiling.tileN() * problem.panels())
          .as("%s", tiling)
          .isLessThanOrEqualTo(NPU.accumulator().sizeBytes());
      assertThat((long) tiling.tileM()).isBetween(1L, problem.m());
      assertThat((long) tiling.tileN()).isBetween(1L, problem.n());
      assertThat((long) tiling.tileK()).isBetween(1L, problem.k());
      assertThat((long) tiling.blockRows()).isBetween((long) tiling.tileM(), problem.m());
    }
  }

  /** What the loops of {@link ContractionTiling} do, instruction by instruction. */
  private record Walk(double arrayCycles, long macs, double dramBytes) {
    static Walk of(ContractionProblem p, ContractionTiling t) {
      double array = 0;
      long macs = 0;
      double dram = 0;
      long lead = ArrayTiming.lead(NPU.array(), t.dataflow());
      for (long batch = 0; batch < p.batch(); batch++) {
        for (long block = 0; block < p.m(); block += t.blockRows()) {
          long blockEnd = Math.min(p.m(), block + t.blockRows());
          for (long column = 0; column < p.n(); column += t.tileN()) {
            long n = Math.min(t.tileN(), p.n() - column);
            if (!t.pinned() || block == 0) {
              dram += p.streamedWeights() * p.weights().bits() / 8.0 * p.k() * n * p.panels();
            }
            for (long row = block; row < blockEnd; row += t.tileM()) {
              long m = Math.min(t.tileM(), blockEnd - row);
              dram += (p.streamedOperands() + p.streamedOutput()) * p.inputBits() / 8.0 * m * n;
              for (int panel = 0; panel < p.panels(); panel++) {
                for (long begin = 0; begin < p.k(); begin += t.tileK()) {
                  long k = Math.min(t.tileK(), p.k() - begin);
                  long perGroup = p.n() / p.groups();
                  long groups = p.groups() == 1 ? 1 : n / perGroup;
                  long width = p.groups() == 1 ? n : perGroup;
                  array += p.groups() == 1 ? lead : 0;
                  array +=
                      groups * ArrayTiming.busy(NPU.array(), p.rate(), t.dataflow(), m, width, k);
                  macs += groups * m * width * k;
                }
              }
            }
          }
        }
        dram += p.streamedInput() * p.inputBits() / 8.0 * p.inputRows() * p.inputColumns();
      }
      return new Walk(array, macs, dram);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void costsAreThoseOfAWalkOverAllTiles(ContractionProblem problem) {
    for (ContractionTiling tiling : SEARCH.pareto(problem)) {
      Walk walk = Walk.of(problem, tiling);
      assertThat(walk.macs())
          .isEqualTo(problem.batch() * problem.m() * problem.n() * problem.k() * problem.panels());
      assertThat((double) tiling.arrayCycles()).as("%s", tiling).isEqualTo(walk.arrayCycles());
      assertThat((double) tiling.dramBytes())
          .as("%s", tiling)
          .isCloseTo(walk.dramBytes(), within(4.0 * problem.batch()));
    }
  }

  /** No estimate is below what the engines must do at least. */
  @ParameterizedTest
  @MethodSource("problems")
  void noEstimateBeatsThePeakRates(ContractionProblem problem) {
    double macs =
        (double) problem.batch() * problem.m() * problem.n() * problem.k() * problem.panels();
    double peak = problem.rate() * NPU.array().rows() * NPU.array().columns();
    for (ContractionTiling tiling : SEARCH.pareto(problem)) {
      assertThat(tiling.arrayCycles()).isGreaterThanOrEqualTo((long) (macs / peak));
      assertThat(SEARCH.cycles(tiling))
          .isGreaterThanOrEqualTo(tiling.dramBytes() / BYTES_PER_CYCLE)
          .isGreaterThanOrEqualTo(tiling.vectorCycles());
    }
  }

  /**
   * Against every tile size there is, at the search's own dataflow choice: the candidates leave out
   * most of them and lose little by it.
   */
  @Test
  void theBestOfTheFrontIsNearTheBestOfAllTiles() {
    Random random = new Random(23);
    for (int i = 0; i < 6; i++) {
      ContractionProblem problem =
          problem(
              8 + random.nextInt(60),
              8 + random.nextInt(90),
              1,
              8 + random.nextInt(120),
              1,
              1,
              1,
              1,
              8);
      long best = Long.MAX_VALUE;
      for (int tileM = 1; tileM <= problem.m(); tileM++) {
        for (int tileN = 1; tileN <= problem.n(); tileN++) {
          if (8L * tileM * tileN <= NPU.accumulator().sizeBytes()) {
            for (Dataflow dataflow : Dataflow.values()) {
              ContractionTiling tiling =
                  new ContractionTiling(
                      new ContractionLoops(
                          dataflow, tileM, tileN, (int) problem.k(), (int) problem.m(), false),
                      0,
                      0,
                      0,
                      0,
                      0);
              best = Math.min(best, (long) Walk.of(problem, tiling).arrayCycles());
            }
          }
        }
      }
      long found =
          SEARCH.pareto(problem).stream()
              .mapToLong(ContractionTiling::arrayCycles)
              .min()
              .orElseThrow();
      assertThat(found).as("%s", problem).isBetween(best, best * 5 / 4);
    }
  }

  @Test
  void anAccumulatorWithoutRoomForOneGroupHasNoTiling() {
    Npu tiny = Chips.of("edge-4tops", "accumulator.size=1KiB");
    ContractionProblem wide =
        new ContractionProblem(
            Layers.positions(
                "", new LoopNest.Conv(1, 2, 256, 64, 4, 4, 1, 1), 1, 4, new Precision(8, 8)),
            16,
            512,
            1,
            64,
            2,
            1,
            4,
            16,
            0,
            128,
            8,
            WeightForm.plain(8, false),
            1,
            0,
            false,
            1,
            0,
            1,
            1,
            1);
    assertThat(new ContractionSearch(tiny, BYTES_PER_CYCLE, false).pareto(wide)).isEmpty();
  }
}
