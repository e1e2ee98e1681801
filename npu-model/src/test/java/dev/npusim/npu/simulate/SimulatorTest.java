package dev.npusim.npu.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Region;
import dev.npusim.npu.Faster;
import dev.npusim.npu.check.TestPrograms;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.reference.ArrayPrograms;
import dev.npusim.npu.reference.ScaleSimRuns;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatorTest {
  private static final int CHIPS = 40;

  static List<TestPrograms.Case> programs() {
    return TestPrograms.all();
  }

  static List<ScaleSimRuns.Run> scaleSim() {
    return ScaleSimRuns.all();
  }

  /** Ports so wide that only the array takes time. */
  private static Npu unlimited(ArraySpec array) {
    return Faster.array(Faster.ports(TestPrograms.npu(), 1e9), array);
  }

  @ParameterizedTest
  @MethodSource("scaleSim")
  void oneProductAloneTakesWhatScaleSimMeasured(ScaleSimRuns.Run run) {
    Program program = ArrayPrograms.product(1, run.dataflow(), run.m(), run.n(), run.k());
    Execution execution = Simulator.run(run.npu(), program);
    assertThat(execution.cycles()).isEqualTo(run.cycles());
    assertThat(execution.macs()).isEqualTo((long) run.m() * run.n() * run.k());
  }

  /** Loads hide behind the product before, skews behind the one after. */
  @ParameterizedTest
  @EnumSource(Dataflow.class)
  void productsInARowOverlapTheirEnds(Dataflow dataflow) {
    Random random = new Random(11);
    for (int i = 0; i < 50; i++) {
      int m = 1 + random.nextInt(40);
      int n = 1 + random.nextInt(40);
      int k = 1 + random.nextInt(40);
      Npu npu = unlimited(TestPrograms.npu().array());
      long busy = ArrayTiming.busy(npu.array(), 1, dataflow, m, n, k);
      long ends = ArrayTiming.lead(npu.array(), dataflow) + ArrayTiming.tail(npu.array(), dataflow);
      for (int tiles = 1; tiles <= 3; tiles++) {
        assertThat(Simulator.cycles(npu, ArrayPrograms.product(tiles, dataflow, m, n, k)))
            .as("%s products of %sx%sx%s", tiles, m, n, k)
            .isEqualTo(tiles * busy + ends);
      }
    }
  }

  /** With one channel each set-up waits for the data before; with two it overlaps them. */
  @Test
  void setUpOverlapsTheOtherChannelsData() {
    Npu npu = TestPrograms.npu();
    // 640 bytes at 6.4 bytes per cycle are 100 cycles; a set-up is 10.
    assertThat(Simulator.cycles(npu, fetches(5, 1))).isEqualTo(5 * (10 + 100));
    assertThat(Simulator.cycles(npu, fetches(5, 2))).isEqualTo(10 + 5 * 100);
  }

  private static Program fetches(int count, int channels) {
    Program base = ArrayPrograms.product(1, Dataflow.WEIGHT_STATIONARY, 640, 1, 1);
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    ImmutableList.Builder<Residency> residencies = ImmutableList.builder();
    Region whole = new Region(0, 640, 0, 1);
    for (int id = 0; id < count; id++) {
      residencies.add(
          new Residency(
              id, Residency.Memory.SRAM, 640L * id, 640, 0, whole, Residency.Use.ACTIVATIONS));
      instructions.add(
          new Transfer(
              id,
              0,
              ImmutableIntArray.of(),
              id % channels,
              true,
              Traffic.INPUTS,
              new Access(id, whole),
              640));
    }
    return new Program(
        base.graph(),
        base.copies(),
        base.precision(),
        base.tensors(),
        residencies.build(),
        instructions.build());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aFasterChipNeverTakesLonger(TestPrograms.Case run) {
    Random random = new Random(3);
    for (int i = 0; i < CHIPS; i++) {
      Npu faster = Faster.random(TestPrograms.npu(), random);
      Npu fasterStill = Faster.random(faster, random);
      Program program = run.execution().program();
      assertThat(Simulator.cycles(faster, program))
          .as("chip %s", i)
          .isLessThanOrEqualTo(run.execution().cycles())
          .isGreaterThanOrEqualTo(Simulator.cycles(fasterStill, program));
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void layersAddUpToTheRun(TestPrograms.Case run) {
    Execution e = run.execution();
    assertThat(e.layers().stream().mapToLong(LayerActivity::chargedCycles).sum())
        .isEqualTo(e.cycles());
    assertThat(e.layers().stream().mapToDouble(layer -> layer.energy().total()).sum())
        .isCloseTo(e.energy().total(), within(1e-12 * e.energy().total()));
    assertThat(e.energy().staticJ())
        .isCloseTo(
            e.latencySeconds() * e.npu().energy().staticWatts().value(),
            within(1e-12 * e.energy().staticJ()));
    assertThat(e.dramBytes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(e.dramReadBytes() + e.dramWriteBytes());
  }

  /** Every cycle is either spent streaming or has a cause. */
  @ParameterizedTest
  @MethodSource("programs")
  void everyIdleCycleHasACause(TestPrograms.Case run) {
    Execution e = run.execution();
    InstructionCost cost = new InstructionCost(e.npu(), e.program());
    long streaming = 0;
    for (Instruction instruction : e.program().instructions()) {
      if (instruction instanceof ArrayTile t) {
        streaming += cost.streaming(t);
      }
    }
    assertThat(e.stalls().total()).isEqualTo(e.cycles() - streaming);
    for (LayerActivity layer : e.layers()) {
      Stalls stalls = layer.stalls();
      assertThat(List.of(stalls.dram(), stalls.sram(), stalls.vector(), stalls.dependency()))
          .allMatch(cycles -> cycles >= 0);
    }
  }

  /** An array that waits for one slow fetch waits for DRAM. */
  @Test
  void waitingForAFetchIsADramStall() {
    TestPrograms.Case run = TestPrograms.convolutionAddLinear();
    Npu slow = Faster.dram(TestPrograms.npu(), 1.0 / 1000);
    Stalls stalls = Simulator.run(slow, run.execution().program()).stalls();
    assertThat(stalls.dram()).isGreaterThan(100 * (stalls.sram() + stalls.vector()));
  }

  /** An array behind one lane waits for the vector unit. */
  @Test
  void waitingForTheLanesIsAVectorStall() {
    Npu npu = Faster.dram(TestPrograms.npu(), 1e6);
    Npu slow =
        new Npu(
            npu.name(),
            npu.clockHz(),
            npu.array(),
            new dev.npusim.npu.hardware.VectorSpec(1),
            npu.memories(),
            npu.dram(),
            npu.dma(),
            npu.energy());
    Stalls stalls = Simulator.run(slow, TestPrograms.attention().execution().program()).stalls();
    assertThat(stalls.vector()).isGreaterThan(stalls.dram() + stalls.sram() + stalls.dependency());
  }
}
