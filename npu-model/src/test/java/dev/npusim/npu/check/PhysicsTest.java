package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.npu.RandomChips;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.NpuDifference;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.PowerProfile;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.npu.simulate.Unrolled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds on every chip for every program: both drawn at random, from fixed seeds. */
class PhysicsTest {
  private static final int CASES = 150;
  private static final double RELATIVE = 1e-9;

  private record Run(Npu npu, RandomPrograms.Case program, Execution execution) {}

  private static Run run(long seed) {
    Npu npu = RandomChips.of(seed);
    RandomPrograms.Case program = RandomPrograms.of(seed);
    return new Run(npu, program, Simulator.run(npu, RandomPrograms.placed(npu, program.program())));
  }

  private static double[] parts(Energy e) {
    return new double[] {e.mac(), e.vector(), e.local(), e.sram(), e.dram(), e.staticJ()};
  }

  @Test
  void energyIsTheSumOfItsPartsAndTheCheckerAgrees() {
    for (long seed = 0; seed < CASES; seed++) {
      Run run = run(seed);
      Execution e = run.execution();
      assertThat(Checker.check(run.program().model(), e).violations())
          .as("seed %s", seed)
          .isEmpty();
      double sum = 0;
      for (double part : parts(e.energy())) {
        assertThat(part).isNotNegative();
        sum += part;
      }
      assertThat(e.energy().total()).isCloseTo(sum, within(RELATIVE * sum));
      double layers = e.layers().stream().mapToDouble(layer -> layer.energy().total()).sum();
      assertThat(layers).isCloseTo(sum, within(RELATIVE * sum));
    }
  }

  @Test
  void theIntegralOfPowerIsTheEnergy() {
    for (long seed = 0; seed < CASES; seed++) {
      Execution e = run(seed).execution();
      PowerProfile profile = PowerProfile.of(e, 1 + (int) seed);
      double joules = 0;
      for (int window = 0; window < profile.count(); window++) {
        double seconds = (profile.edge(window + 1) - profile.edge(window)) / e.npu().clockHz();
        joules += profile.watts(window).total() * seconds;
      }
      assertThat(joules).as("seed %s", seed).isCloseTo(e.energy().total(), within(1e-9 * joules));
    }
  }

  /** Each way of getting faster on its own, and all together. */
  @Test
  void nothingThatGetsFasterMakesAProgramSlower() {
    List<String> faster =
        List.of(
            "dram.bandwidth=60GB/s",
            "dram.efficiency=1",
            "sram.bandwidth=100B/cycle",
            "sram.conflicts=false",
            "dma.setup=0cycles",
            "dma.dimensions=2",
            "launch.per_layer=0us",
            "launch.per_run=0us",
            "vector.lanes=128");
    for (long seed = 0; seed < CASES; seed++) {
      Run run = run(seed);
      Program program = run.execution().program();
      long cycles = run.execution().cycles();
      for (String setting : faster) {
        assertThat(Simulator.cycles(RandomChips.of(seed, List.of(setting)), program))
            .as("seed %s with %s", seed, setting)
            .isLessThanOrEqualTo(cycles);
      }
      assertThat(Simulator.cycles(RandomChips.of(seed, faster), program))
          .as("seed %s with all of it", seed)
          .isLessThanOrEqualTo(cycles);
      if (run.npu().dma().readLatency() > 0) {
        List<String> patient = List.of("dma.outstanding=unlimited");
        assertThat(Simulator.cycles(RandomChips.of(seed, patient), program))
            .isLessThanOrEqualTo(cycles);
        List<String> near = List.of("dma.latency=1cycles", "dma.write_latency=0cycles");
        assertThat(Simulator.cycles(RandomChips.of(seed, near), program))
            .isLessThanOrEqualTo(cycles);
      }
    }
  }

  /** Twice the clock takes as many cycles if DRAM and launches keep up, and never more time. */
  @Test
  void aFasterClockIsNeverSlower() {
    for (long seed = 0; seed < CASES; seed++) {
      List<String> whole = List.of("launch.per_layer=0us", "launch.per_run=2us");
      Npu npu = RandomChips.of(seed, whole);
      Program program = run(seed).execution().program();
      String clock = "clock=" + 2 * npu.clockHz() / 1e6 + "MHz";
      double dram = npu.dram().bytesPerSecond() / 1e9;
      Npu scaled =
          RandomChips.of(
              seed,
              List.of(
                  clock,
                  "dram.bandwidth=" + 2 * dram + "GB/s",
                  "launch.per_layer=0us",
                  "launch.per_run=1us"));
      Npu alone = RandomChips.of(seed, List.of(clock, whole.get(0), whole.get(1)));
      long cycles = Simulator.cycles(npu, program);
      assertThat(Simulator.cycles(scaled, program)).as("seed %s", seed).isEqualTo(cycles);
      assertThat(Simulator.cycles(alone, program) / alone.clockHz())
          .as("seed %s", seed)
          .isLessThanOrEqualTo(cycles / npu.clockHz());
    }
  }

  /** A slower DRAM makes the chip wait: what that costs is the power of an idle chip. */
  @Test
  void waitingBurnsIdlePowerOnly() {
    for (long seed = 0; seed < CASES; seed++) {
      Run run = run(seed);
      Npu slow = RandomChips.of(seed, List.of("dram.bandwidth=0.05GB/s"));
      Execution waits = Simulator.run(slow, run.execution().program());
      double seconds = waits.latencySeconds() - run.execution().latencySeconds();
      var idle = slow.energy().idle();
      double watts =
          slow.energy().staticWatts().value() - idle.arraySavedWatts() - idle.vectorSavedWatts();
      Energy before = run.execution().energy();
      Energy after = waits.energy();
      assertThat(seconds).isPositive();
      assertThat(after.staticJ() - before.staticJ())
          .as("seed %s", seed)
          .isCloseTo(seconds * watts, within(1e-9 * after.staticJ()));
      assertThat(after.dram() - before.dram())
          .isCloseTo(seconds * idle.dramWatts().value(), within(1e-9 * after.dram()));
      assertThat(after.mac()).isEqualTo(before.mac());
      assertThat(after.vector()).isEqualTo(before.vector());
      assertThat(after.local()).isEqualTo(before.local());
      assertThat(after.sram()).isEqualTo(before.sram());
    }
  }

  /** Bytes that enter or leave are the bytes of the instructions that move them, each once. */
  @Test
  void enginesConserveBytes() {
    for (long seed = 0; seed < CASES; seed++) {
      Execution e = run(seed).execution();
      long moved = 0;
      long bursts = 0;
      long burst = e.npu().dram().burstBytes();
      for (Instruction instruction : e.program().instructions()) {
        if (instruction instanceof Transfer transfer) {
          moved += transfer.bytes();
          if (!e.program().isFromWeightMemory(transfer)) {
            bursts += (transfer.bytes() + burst - 1) / burst;
          }
        }
      }
      assertThat(e.dramReadBytes() + e.dramWriteBytes() + e.program().weightMemoryBytes())
          .as("seed %s", seed)
          .isEqualTo(moved);
      assertThat(e.dramBytes().values().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(e.dramReadBytes() + e.dramWriteBytes());
      double bits = 8.0 * bursts * burst * e.npu().energy().dramPjPerBit().value() * 1e-12;
      double background = e.latencySeconds() * e.npu().energy().idle().dramWatts().value();
      assertThat(e.energy().dram()).isCloseTo(bits + background, within(1e-9 * bits));
    }
  }

  /** Every key of the memory side at once: repetition still equals the long way. */
  @Test
  void repetitionsEqualTheLongWay() {
    Random random = new Random(1);
    for (long seed = 0; seed < CASES; seed++) {
      // Runs that are launched wait for each other, which a program written out does not say.
      Npu npu = RandomChips.of(seed, List.of("launch.per_run=0us", "launch.per_layer=0us"));
      Execution alone = Simulator.run(npu, run(seed).execution().program());
      int count = 1 + random.nextInt(12);
      Execution unrolled = Simulator.run(npu, Unrolled.of(alone.program(), count));
      Repetition repeated = Repeater.repeat(alone, count);
      assertThat(repeated.cycles()).as("seed %s", seed).isEqualTo(unrolled.cycles());
      assertThat(repeated.energy().total())
          .isCloseTo(unrolled.energy().total(), within(1e-9 * unrolled.energy().total()));
    }
  }

  @Test
  void launchedRepetitionsAreAcceptedAndNeverOverlap() {
    for (long seed = 0; seed < CASES; seed++) {
      Run run = run(seed);
      Repetition repeated = Repeater.repeat(run.execution(), 100);
      assertThat(Checker.check(run.program().model(), run.execution(), repeated).violations())
          .as("seed %s", seed)
          .isEmpty();
      if (run.npu().runLaunchCycles() > 0) {
        assertThat(repeated.steadyCycles()).isEqualTo(repeated.firstCycles());
      }
    }
  }

  @Test
  void everyChipIsWrittenAndReadBack() {
    for (long seed = 0; seed < CASES; seed++) {
      Npu npu = RandomChips.of(seed);
      Npu again = Npus.parse("again.yaml", ChipWriter.write(npu), List.of()).npu();
      assertThat(again).as("seed %s", seed).isEqualTo(npu);
      assertThat(NpuDifference.between(npu, again)).isEmpty();
      Npu other = RandomChips.of(seed + CASES);
      assertThat(NpuDifference.between(npu, other)).isNotEmpty();
    }
  }
}
