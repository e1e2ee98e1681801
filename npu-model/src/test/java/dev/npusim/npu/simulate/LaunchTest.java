package dev.npusim.npu.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.TestPrograms;
import dev.npusim.npu.cost.Launches;
import dev.npusim.npu.hardware.LaunchSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.reference.ArrayPrograms;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaunchTest {
  static List<TestPrograms.Case> programs() {
    return TestPrograms.all();
  }

  /** At 1 GHz a microsecond is 1000 cycles. */
  private static Npu launching(double perLayer, double perRun) {
    Npu npu = TestPrograms.npu();
    return new Npu(
        npu.name(),
        npu.clockHz(),
        npu.array(),
        npu.vector(),
        npu.memories(),
        npu.dram(),
        npu.dma(),
        npu.energy(),
        new LaunchSpec(perLayer, perRun),
        Optional.empty(),
        Optional.empty(),
        npu.cores());
  }

  /** Nothing hides the launch of a layer whose operands are there; its three tiles need one. */
  @Test
  void oneLayerAloneWaitsForBothLaunches() {
    Program program = ArrayPrograms.product(3, Dataflow.OUTPUT_STATIONARY, 9, 9, 9);
    long base = Simulator.cycles(launching(0, 0), program);
    assertThat(Simulator.cycles(launching(1e-6, 0), program)).isEqualTo(base + 1000);
    assertThat(Simulator.cycles(launching(0, 2e-6), program)).isEqualTo(base + 2000);
    assertThat(Simulator.cycles(launching(1e-6, 2e-6), program)).isEqualTo(base + 3000);
  }

  /** Convolution and addition meet in a drain: two launches for three layers. */
  @Test
  void whatRidesOnADrainIsLaunchedWithIt() {
    Program program = TestPrograms.convolutionAddLinear().execution().program();
    assertThat(Launches.of(program).cardinality()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("programs")
  void launchesCostTimeAndStaticEnergyAlone(TestPrograms.Case run) {
    Program program = run.execution().program();
    int layers = Launches.of(program).cardinality();
    Execution e = Simulator.run(launching(5e-6, 7e-6), program);
    long more = e.cycles() - run.execution().cycles();
    // So long that nothing else fills the time of one, but what comes before it may.
    assertThat(more).isBetween(7000L + 5000 - 1000, 7000L + layers * 5000);
    double watts = e.npu().energy().staticWatts().value();
    assertThat(e.energy().staticJ())
        .isCloseTo(e.latencySeconds() * watts, org.assertj.core.api.Assertions.within(1e-15));
    assertThat(e.energy().mac()).isEqualTo(run.execution().energy().mac());
    assertThat(e.energy().dram()).isEqualTo(run.execution().energy().dram());
    assertThat(Checker.check(run.model(), e).violations()).isEmpty();
    assertThat(Checker.check(run.model(), e, Repeater.repeat(e, 30)).violations()).isEmpty();
  }
}
