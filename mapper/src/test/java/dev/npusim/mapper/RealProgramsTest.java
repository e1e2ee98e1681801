package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.mapper.bound.LowerBound;
import dev.npusim.npu.Faster;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.Mutations;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.npu.simulate.Stalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for every schedule. */
class RealProgramsTest {
  static List<RealPrograms.Run> programs() {
    return RealPrograms.all();
  }

  /** Products of extents, by hand. */
  @Test
  void modelsHaveTheirMacs() {
    // Per layer: q and o, k and v, three of the feed-forward; scores and values; then the head.
    long layer = 128 * 128 * 2 + 128 * 32 * 2 + 128 * 384 * 3;
    assertThat(TestModels.decoder(1, 100).macs())
        .isEqualTo(2 * (layer + 2 * 8 * 101 * 16) + 128 * 500);
    assertThat(TestModels.decoder(40, 0).macs())
        .isEqualTo(2 * (40 * layer + 2 * 8 * 40 * 40 * 16) + 40 * 128 * 500);
    assertThat(TestModels.unfusedAttention().macs())
        .isEqualTo(48L * 64 * 64 * 4 + 2L * 4 * 48 * 48 * 16);
    assertThat(TestModels.grouped().macs())
        .isEqualTo(2L * 2 * 14 * 14 * (32 * 64 + 64 * 8 * 9 + 64 * 32));
  }

  private static void holds(RealPrograms.Run run) {
    Execution e = run.schedule().execution();
    assertThat(Checker.check(run.model(), e).violations()).isEmpty();
    assertThat(e.macs()).isEqualTo(run.model().macs());
    assertThat(e.peakSramBytes()).isLessThanOrEqualTo(run.npu().sram().sizeBytes());
    assertThat(e.cycles()).isGreaterThanOrEqualTo(run.schedule().bounds().cycles());
    assertThat(e.energy().total()).isGreaterThanOrEqualTo(run.schedule().bounds().energyJ());
    assertThat(e.dramReadBytes() + e.dramWriteBytes())
        .isGreaterThanOrEqualTo(run.schedule().bounds().dramBytes());
    long weights =
        run.model().parameters().stream()
            .filter(value -> !picksRows(run.model(), value))
            .mapToLong(value -> run.options().precision().bytes(value))
            .sum();
    assertThat(e.dramBytes().get(Traffic.WEIGHTS)).isGreaterThanOrEqualTo(weights);
    assertThat(e.dramReadBytes() + e.dramWriteBytes())
        .isGreaterThanOrEqualTo(LowerBound.compulsoryBytes(run.model(), run.options().precision()));
  }

  private static boolean picksRows(Graph model, Value table) {
    return model.consumerIndices(table).stream()
        .allMatch(i -> model.nodes().get(i).op() instanceof dev.npusim.ir.op.Gather);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void isCorrectAndWithinItsBounds(RealPrograms.Run run) {
    holds(run);
  }

  /** A tile ends within a row of pixels, and the enlarging reads whole rows. */
  @ParameterizedTest
  @ValueSource(longs = {384, 512})
  void anImageWiderThanATileIsEnlarged(long kib) {
    Graph model = TestModels.enlarged();
    holds(RealPrograms.run("enlarged", model, Chips.withSram(kib), "w8a8"));
  }

  @Test
  void stableDiffusionIsCorrectAndWithinItsBounds() {
    RealPrograms.stableDiffusion().forEach(RealProgramsTest::holds);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void randomModelsAreCorrectWhateverTheSram(int quarter) {
    int feasible = 0;
    for (int seed = 1 + 10 * quarter; seed <= 10 * (quarter + 1); seed++) {
      Graph model = RandomModels.of(seed, 20);
      for (long kib : new long[] {64, 128, 1024}) {
        RealPrograms.Run run;
        try {
          run = RealPrograms.run("seed " + seed, model, Chips.withSram(kib), "w8a8");
        } catch (InfeasibleException e) {
          assertThat(kib).as("seed %s: %s", seed, e.getMessage()).isLessThan(1024);
          continue;
        }
        feasible++;
        assertThat(Checker.check(model, run.schedule().execution()).violations())
            .as("%s", run)
            .isEmpty();
        assertThat(run.schedule().execution().macs()).isEqualTo(model.macs());
      }
    }
    assertThat(feasible).isGreaterThanOrEqualTo(15);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aFasterChipNeverTakesLonger(RealPrograms.Run run) {
    Random random = new Random(41);
    Execution e = run.schedule().execution();
    for (int i = 0; i < 12; i++) {
      assertThat(Simulator.cycles(Faster.random(run.npu(), random), e.program()))
          .as("chip %s", i)
          .isLessThanOrEqualTo(e.cycles());
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void layersAddUpToTheRun(RealPrograms.Run run) {
    Execution e = run.schedule().execution();
    double energy = e.energy().total();
    assertThat(e.layers().stream().mapToDouble(layer -> layer.energy().total()).sum())
        .isCloseTo(energy, within(1e-9 * energy));
    assertThat(
            e.energy().mac()
                + e.energy().vector()
                + e.energy().local()
                + e.energy().sram()
                + e.energy().dram()
                + e.energy().staticJ())
        .isCloseTo(energy, within(1e-12 * energy));
    assertThat(e.layers().stream().mapToLong(LayerActivity::chargedCycles).sum())
        .isEqualTo(e.cycles());
    assertThat(e.dramBytes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(e.dramReadBytes() + e.dramWriteBytes());
    long streaming = 0;
    InstructionCost cost = new InstructionCost(e.npu(), e.program());
    for (Instruction instruction : e.program().instructions()) {
      streaming += instruction instanceof ArrayTile tile ? cost.streaming(tile) : 0;
    }
    assertThat(e.stalls().total()).isEqualTo(e.cycles() - streaming);
    for (LayerActivity layer : e.layers()) {
      Stalls stalls = layer.stalls();
      assertThat(List.of(stalls.dram(), stalls.sram(), stalls.vector(), stalls.dependency()))
          .allMatch(cycles -> cycles >= 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Mutations.class)
  void everyMutantIsRejected(Mutations mutation) {
    int mutants = 0;
    List<String> accepted = new ArrayList<>();
    for (RealPrograms.Run run : programs()) {
      for (long seed = 1; seed <= 2; seed++) {
        Optional<Execution> mutant = mutation.apply(run.schedule().execution(), seed);
        if (mutant.isPresent()) {
          mutants++;
          if (Checker.check(run.model(), mutant.get()).passed()) {
            accepted.add(run + ", seed " + seed);
          }
        }
      }
    }
    assertThat(accepted).isEmpty();
    assertThat(mutants).isGreaterThanOrEqualTo(20);
  }
}
