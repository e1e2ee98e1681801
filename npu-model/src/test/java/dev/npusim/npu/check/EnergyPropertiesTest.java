package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Idle;
import dev.npusim.npu.hardware.EnergySpec.Status;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.PowerProfile;
import dev.npusim.npu.simulate.Simulator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What energy does whatever the constants are: random chips, hand-made programs. */
class EnergyPropertiesTest {
  private static final double RELATIVE = 1e-9;

  private static Constant constant(double value) {
    return new Constant(value, "any", "test", Status.ASSUMPTION);
  }

  /** Random constants; static power has parts that gating can save. */
  private static EnergySpec energies(Random random, boolean gated) {
    double staticWatts = 0.01 + random.nextDouble();
    Idle idle =
        new Idle(
            constant(staticWatts * 0.5 * random.nextDouble()),
            constant(gated ? random.nextDouble() : 0),
            constant(staticWatts * 0.5 * random.nextDouble()),
            constant(gated ? random.nextDouble() : 0),
            constant(random.nextDouble() * 0.1));
    return new EnergySpec(
        "7nm",
        ImmutableMap.of(
            "int8",
            constant(random.nextDouble()),
            "fp16",
            constant(random.nextDouble()),
            "int4xfp16",
            constant(random.nextDouble())),
        constant(random.nextDouble()),
        constant(random.nextDouble()),
        constant(random.nextDouble()),
        constant(random.nextDouble()),
        constant(10 * random.nextDouble()),
        constant(staticWatts),
        idle);
  }

  private static EnergySpec scaled(EnergySpec e, double by) {
    Idle idle = e.idle();
    return new EnergySpec(
        e.process(),
        ImmutableMap.copyOf(Maps.transformValues(e.macPj(), c -> constant(c.value() * by))),
        constant(e.lanePj().value() * by),
        constant(e.localPjPerByte().value() * by),
        constant(e.sramReadPjPerByte().value() * by),
        constant(e.sramWritePjPerByte().value() * by),
        constant(e.dramPjPerBit().value() * by),
        constant(e.staticWatts().value() * by),
        new Idle(
            constant(idle.arrayWatts().value() * by),
            idle.arrayGating(),
            constant(idle.vectorWatts().value() * by),
            idle.vectorGating(),
            constant(idle.dramWatts().value() * by)));
  }

  private static Npu with(EnergySpec energy) {
    Npu npu = TestPrograms.npu();
    return new Npu(
        npu.name(),
        npu.clockHz(),
        npu.array(),
        npu.vector(),
        npu.memories(),
        npu.dram(),
        npu.dma(),
        energy);
  }

  private static List<TestPrograms.Case> programs() {
    return TestPrograms.all();
  }

  private static Execution run(TestPrograms.Case program, EnergySpec energy) {
    return Simulator.run(with(energy), program.execution().program());
  }

  private static double[] parts(Energy e) {
    return new double[] {e.mac(), e.vector(), e.local(), e.sram(), e.dram(), e.staticJ()};
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void energyIsTheSumOfItsPartsAndOfItsLayersAndTheCheckerAgrees(long seed) {
    EnergySpec energy = energies(new Random(seed), true);
    for (TestPrograms.Case program : programs()) {
      Execution e = run(program, energy);
      double sum = 0;
      for (double part : parts(e.energy())) {
        sum += part;
      }
      assertThat(e.energy().total()).isCloseTo(sum, within(RELATIVE * sum));
      double layers = e.layers().stream().mapToDouble(layer -> layer.energy().total()).sum();
      assertThat(layers).isCloseTo(sum, within(RELATIVE * sum));
      assertThat(Checker.check(program.model(), e).violations()).as(program.name()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void powerTimesTimeIsEnergy(long seed) {
    EnergySpec energy = energies(new Random(seed), false);
    for (TestPrograms.Case program : programs()) {
      Execution e = run(program, energy);
      for (int windows : new int[] {1, 7, 100, 1_000_000}) {
        PowerProfile profile = PowerProfile.of(e, windows);
        Energy sum = Energy.ZERO;
        double peak = 0;
        for (int window = 0; window < profile.count(); window++) {
          double seconds = (profile.edge(window + 1) - profile.edge(window)) / e.npu().clockHz();
          double watts = profile.watts(window).total();
          assertThat(watts * seconds)
              .isCloseTo(profile.energy(window).total(), within(1e-9 * e.energy().total()));
          sum = sum.plus(profile.energy(window));
          peak = Math.max(peak, watts);
        }
        double[] expected = parts(e.energy());
        double[] found = parts(sum);
        for (int part = 0; part < found.length; part++) {
          assertThat(found[part]).isCloseTo(expected[part], within(RELATIVE * e.energy().total()));
        }
        double average = e.energy().total() / e.latencySeconds();
        assertThat(profile.peakWatts()).isEqualTo(peak);
        assertThat(peak).isGreaterThanOrEqualTo(average * (1 - RELATIVE));
        if (windows == 1) {
          assertThat(peak).isCloseTo(average, within(RELATIVE * average));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void gatedPowerAddsUpToo(long seed) {
    EnergySpec energy = energies(new Random(seed), true);
    for (TestPrograms.Case program : programs()) {
      Execution e = run(program, energy);
      PowerProfile profile = PowerProfile.of(e, 50);
      double sum = 0;
      for (int window = 0; window < profile.count(); window++) {
        sum += profile.energy(window).total();
      }
      // A layer's share of a vector instruction is in whole cycles.
      double rounding =
          e.layers().size()
              * energy.idle().vectorSavedWatts()
              * program.execution().program().instructions().size()
              / e.npu().clockHz();
      assertThat(sum).isCloseTo(e.energy().total(), within(RELATIVE * sum + rounding));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void scalingAllEnergiesScalesTheResult(long seed) {
    Random random = new Random(seed);
    EnergySpec energy = energies(random, true);
    double by = 0.1 + 10 * random.nextDouble();
    for (TestPrograms.Case program : programs()) {
      double[] once = parts(run(program, energy).energy());
      double[] scaled = parts(run(program, scaled(energy, by)).energy());
      for (int part = 0; part < once.length; part++) {
        assertThat(scaled[part]).isCloseTo(once[part] * by, within(RELATIVE * once[part] * by));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void gatingSavesStaticEnergyAloneAndNeverMoreThanTheUnitsPart(long seed) {
    EnergySpec gated = energies(new Random(seed), true);
    Idle idle = gated.idle();
    EnergySpec open =
        new EnergySpec(
            gated.process(),
            gated.macPj(),
            gated.lanePj(),
            gated.localPjPerByte(),
            gated.sramReadPjPerByte(),
            gated.sramWritePjPerByte(),
            gated.dramPjPerBit(),
            gated.staticWatts(),
            new Idle(
                idle.arrayWatts(), constant(0), idle.vectorWatts(), constant(0), idle.dramWatts()));
    for (TestPrograms.Case program : programs()) {
      Execution with = run(program, gated);
      Execution without = run(program, open);
      double saved = without.energy().staticJ() - with.energy().staticJ();
      double most =
          (idle.arraySavedWatts() * (with.cycles() - with.arrayBusyCycles())
                  + idle.vectorSavedWatts() * (with.cycles() - with.vectorBusyCycles()))
              / with.npu().clockHz();
      double rounding =
          idle.vectorSavedWatts()
              * with.program().instructions().size()
              * with.layers().size()
              / with.npu().clockHz();
      assertThat(saved).isCloseTo(most, within(RELATIVE * most + rounding));
      assertThat(saved).isPositive();
      assertThat(with.energy().mac()).isEqualTo(without.energy().mac());
      assertThat(with.energy().dram()).isEqualTo(without.energy().dram());
      assertThat(with.cycles()).isEqualTo(without.cycles());
    }
  }

  @Test
  void anIdleChipBurnsStaticPowerOnly() {
    for (long seed = 51; seed < 60; seed++) {
      EnergySpec spec = energies(new Random(seed), true);
      Energy idle = new Counts().energy(spec, 1, 2, 0, 0);
      assertThat(idle.mac() + idle.vector() + idle.local() + idle.sram()).isZero();
      assertThat(idle.staticJ()).isEqualTo(2 * spec.staticWatts().value());
      assertThat(idle.dram()).isEqualTo(2 * spec.idle().dramWatts().value());
      Energy gated = new Counts().energy(spec, 1, 2, 2, 2);
      assertThat(gated.staticJ())
          .isPositive()
          .isCloseTo(
              2
                  * (spec.staticWatts().value()
                      - spec.idle().arraySavedWatts()
                      - spec.idle().vectorSavedWatts()),
              within(1e-12));
    }
  }
}
