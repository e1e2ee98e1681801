package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.Edits;
import dev.npusim.npu.check.Violation;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.npu.simulate.Unrolled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that stay in SRAM from one run to the next. */
class PinningTest {
  private static final Graph MODEL = TestModels.unet(8, 16, 2);
  private static final int COUNT = 10;

  private static Options options(String precision, Goal objective) {
    return new Options(
        Precision.restore(precision), objective, Effort.NORMAL, Options.Skips.AUTO, 0);
  }

  private static Execution roomy(String precision) {
    Npu npu = Chips.withSram(4096);
    return Scheduler.schedule(MODEL, npu, options(precision, Goal.LATENCY), Repeats.times(COUNT))
        .execution();
  }

  private static long bytes(Execution e, Tensor.Role role) {
    return e.program().tensors().stream()
        .filter(tensor -> tensor.role() == role)
        .mapToLong(tensor -> tensor.bytes(tensor.whole()))
        .sum();
  }

  /** Everything fits: N runs read the weights once and the input N times, and nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"w8a8", "w16a16", "w8a8,weights=2:4"})
  void whereAllWeightsFitTheyAreReadOnce(String precision) {
    Execution e = roomy(precision);
    Repetition r = Repeater.repeat(e, COUNT);
    long weights = bytes(e, Tensor.Role.WEIGHT);
    assertThat(r.onceBytes()).isEqualTo(weights);
    assertThat(r.dramReadBytes(e.dramReadBytes()))
        .isEqualTo(weights + COUNT * bytes(e, Tensor.Role.INPUT));
    assertThat(Checker.check(MODEL, e, r).violations()).isEmpty();
    assertThat(e.dramBytes()).containsEntry(Traffic.WEIGHTS, weights);
  }

  /** Energy in closed form: later runs lack the bus and the SRAM's port for these weights. */
  @Test
  void laterRunsTakeTheEnergyOfTheFirstLessThatOfTheWeights() {
    Execution e = roomy("w8a8");
    Repetition r = Repeater.repeat(e, COUNT);
    double bus = 0;
    for (var instruction : e.program().instructions()) {
      if (instruction instanceof Transfer t && t.traffic() == Traffic.WEIGHTS) {
        // Each piece begins anywhere in a burst and ends anywhere.
        bus += t.bytes();
      }
    }
    Energy one = e.energy();
    double perByte = 8 * e.npu().energy().dramPjPerBit().value() * 1e-12;
    double idle = e.npu().energy().idle().dramWatts().value();
    double shared = (COUNT * (double) e.cycles() - r.cycles()) / e.npu().clockHz();
    double saved = COUNT * one.dram() - shared * idle - r.energy().dram();
    assertThat(saved).isBetween((COUNT - 1) * bus * perByte, (COUNT - 1) * bus * perByte * 1.25);
    double port = e.npu().energy().sramWritePjPerByte().value() * 1e-12;
    assertThat(COUNT * one.sram() - r.energy().sram())
        .isCloseTo((COUNT - 1) * bus * port, within(1e-9 * one.sram()));
    assertThat(r.energy().mac()).isCloseTo(COUNT * one.mac(), within(1e-9 * one.mac()));
  }

  /** The same as the program written out, with a chip whose SRAM takes a part of the weights. */
  @ParameterizedTest
  @ValueSource(longs = {32, 48, 64, 96, 4096})
  void equalsTheLongWay(long kib) {
    Npu npu = Chips.withSram(kib);
    Execution e = Scheduler.schedule(MODEL, npu, Options.DEFAULT, Repeats.times(7)).execution();
    for (int count : new int[] {2, 3, 7}) {
      Repetition r = Repeater.repeat(e, count);
      assertThat(r.cycles())
          .as("%s times", count)
          .isEqualTo(Simulator.cycles(npu, Unrolled.of(e.program(), count)));
      assertThat(Checker.check(MODEL, e, r).violations()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8a8", "w4a16"})
  void isNeverWorseThanNone(String precision) {
    boolean pinned = false;
    for (Graph model : List.of(MODEL, TestModels.decoder(1, 60), TestModels.mobile())) {
      for (long kib : new long[] {192, 1024}) {
        for (Goal objective : List.of(Goal.LATENCY, Goal.ENERGY)) {
          Npu npu = Chips.withSram(kib);
          Options options = options(precision, objective);
          Execution without = Scheduler.schedule(model, npu, options).execution();
          Execution with = Scheduler.schedule(model, npu, options, Repeats.times(20)).execution();
          assertThat(without.program().pinned()).isEmpty();
          pinned |= !with.program().pinned().isEmpty();
          Repetition r = Repeater.repeat(with, 20);
          assertThat(measure(objective, r))
              .as("%s, %s KiB, %s", model.name(), kib, objective)
              .isLessThanOrEqualTo(measure(objective, Repeater.repeat(without, 20)));
          assertThat(Checker.check(model, with, r).violations()).isEmpty();
        }
      }
    }
    assertThat(pinned).isTrue();
  }

  private static double measure(Goal objective, Repetition r) {
    return objective.of(r.cycles(), r.energy().total(), 0);
  }

  @Test
  void aSingleRunIsWhatItWas() {
    Npu npu = Chips.withSram(256);
    Execution one = Scheduler.schedule(MODEL, npu, Options.DEFAULT, Repeats.ONCE).execution();
    assertThat(one).isEqualTo(Scheduler.schedule(MODEL, npu, Options.DEFAULT).execution());
    assertThat(one.program().pinned()).isEmpty();
  }

  /**
   * Something else lies where the weights should stay, before they are there (fine in one run,
   * wrong in the next) or after they were last read.
   */
  @Test
  void whatTakesThePlaceOfPinnedWeightsIsFound() {
    Execution e = roomy("w8a8");
    Program p = e.program();
    int found = 0;
    for (Residency other : p.residencies()) {
      for (int id : p.pinned()) {
        Residency kept = p.residencies().get(id);
        boolean isBefore = e.residencyEnd().get(other.id()) <= e.residencyBegin().get(id);
        boolean isAfter = e.residencyBegin().get(other.id()) > e.residencyBegin().get(id);
        if ((isBefore || isAfter)
            && !p.pinned().contains(other.id())
            && other.memory() == Residency.Memory.SRAM
            && found < 50) {
          List<Residency> all = new ArrayList<>(p.residencies());
          all.set(
              other.id(),
              new Residency(
                  other.id(),
                  other.memory(),
                  kept.address(),
                  Math.min(other.bytes(), kept.bytes()),
                  other.tensor(),
                  other.region(),
                  other.use()));
          CheckResult check = rejected(Edits.with(p, all, p.pinned()), e.npu());
          assertThat(check.passed()).isFalse();
          found++;
        }
      }
    }
    assertThat(found).isPositive();
  }

  /** Weights whose addresses are used again cannot be called pinned, nor can anything else be. */
  @Test
  void whatDoesNotStayCannotBePinned() {
    Npu npu = Chips.withSram(32);
    Execution e = Scheduler.schedule(MODEL, npu, Options.DEFAULT).execution();
    Program p = e.program();
    int found = 0;
    for (Residency residency : p.residencies()) {
      ImmutableSet<Integer> one = ImmutableSet.of(residency.id());
      boolean isAlone =
          p.residencies().stream()
              .noneMatch(
                  other ->
                      other.id() != residency.id()
                          && other.memory() == residency.memory()
                          && other.address() < residency.address() + residency.bytes()
                          && residency.address() < other.address() + other.bytes());
      boolean isWeight = p.tensors().get(residency.tensor()).role() == Tensor.Role.WEIGHT;
      if (!isAlone || !isWeight) {
        CheckResult check = rejected(Edits.with(p, p.residencies(), one), npu);
        assertThat(check.violations())
            .extracting(Violation::kind)
            .containsAnyOf(
                Violation.Kind.REPETITION, Violation.Kind.STRUCTURE, Violation.Kind.OVERLAP);
        found++;
      }
    }
    assertThat(found).isGreaterThan(10);
  }

  private static CheckResult rejected(Program program, Npu npu) {
    Execution e = Simulator.run(npu, program);
    return Checker.check(MODEL, e, Repeater.repeat(e, COUNT));
  }
}
