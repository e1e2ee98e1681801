package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.Options.Skips;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
  /** A small U-Net; 128 KiB is the smallest SRAM it runs in. */
  private static final Graph UNET = TestModels.unet(32, 32, 2);

  private static final long SMALLEST_KIB = 128;

  private static final Map<List<Object>, Schedule> FREE = new HashMap<>();

  private static Options options(Goal objective, Skips skips) {
    return new Options(Precision.W8A8, objective, Effort.NORMAL, skips, 0);
  }

  /** Several tests look at the same ones. */
  private static Schedule free(long kib, Goal objective) {
    return FREE.computeIfAbsent(
        List.of(kib, objective),
        key -> Scheduler.schedule(UNET, Chips.withSram(kib), options(objective, Skips.AUTO)));
  }

  private static Schedule schedule(Npu npu) {
    return Scheduler.schedule(UNET, npu, Options.DEFAULT);
  }

  static List<Graph> models() {
    return List.of(
        UNET,
        TestModels.unet(16, 64, 3),
        TestModels.mobile(),
        TestModels.grouped(),
        TestModels.unfusedAttention(),
        TestModels.decoder(40, 0),
        TestModels.decoder(1, 100));
  }

  /** From the first power of two that does, in steps in which something changes. */
  @ParameterizedTest
  @MethodSource("models")
  void moreSramIsNeverSlower(Graph model) {
    long before = Long.MAX_VALUE;
    for (long kib = 64; kib <= 4 << 10; kib *= kib < 512 ? 2 : 8) {
      long cycles;
      try {
        Npu npu = Chips.withSram(kib);
        cycles = Scheduler.schedule(model, npu, Options.DEFAULT).execution().cycles();
      } catch (InfeasibleException e) {
        assertThat(before).as("%s KiB: %s", kib, e.getMessage()).isEqualTo(Long.MAX_VALUE);
        continue;
      }
      assertThat(cycles).as("%s KiB", kib).isLessThanOrEqualTo(before);
      before = cycles;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {SMALLEST_KIB, 2 * SMALLEST_KIB, 8 * SMALLEST_KIB})
  void moreBandwidthIsNeverSlower(long kib) {
    long before = Long.MAX_VALUE;
    for (String bandwidth : new String[] {"12.8", "25.6", "51.2", "102.4"}) {
      Npu npu =
          Chips.of(
              "edge-4tops", "sram.size=" + kib + "KiB", "dram.bandwidth=" + bandwidth + "GB/s");
      long cycles = schedule(npu).execution().cycles();
      assertThat(cycles).as("%s GB/s", bandwidth).isLessThanOrEqualTo(before);
      before = cycles;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Skips.class,
      names = {"KEEP", "SPILL", "RECOMPUTE"})
  void forcingTheSkipsIsNeverBetter(Skips skips) {
    for (long kib : new long[] {SMALLEST_KIB, 192, 512}) {
      for (Goal objective : Goal.values()) {
        Npu npu = Chips.withSram(kib);
        Schedule auto = free(kib, objective);
        try {
          Schedule forced = Scheduler.schedule(UNET, npu, options(objective, skips));
          assertThat(measure(objective, forced))
              .as("%s KiB, %s", kib, objective)
              .isGreaterThanOrEqualTo(measure(objective, auto));
        } catch (InfeasibleException e) {
          assertThat(skips).isEqualTo(Skips.KEEP);
          assertThat(e).hasMessageContaining("bytes");
        }
      }
    }
  }

  private static double measure(Goal objective, Schedule schedule) {
    long cycles = schedule.execution().cycles();
    double energy = schedule.execution().energy().total();
    long dram = schedule.execution().dramReadBytes() + schedule.execution().dramWriteBytes();
    return objective.of(cycles, energy, dram);
  }

  @Test
  void forcedDecisionsAreTheOnesReported() {
    Npu npu = Chips.withSram(512);
    for (var expected :
        List.of(
            List.of(Skips.KEEP, TensorDecision.Decision.KEEP),
            List.of(Skips.SPILL, TensorDecision.Decision.SPILL),
            List.of(Skips.RECOMPUTE, TensorDecision.Decision.RECOMPUTE))) {
      Schedule schedule =
          Scheduler.schedule(UNET, npu, options(Goal.LATENCY, (Skips) expected.get(0)));
      assertThat(skips(schedule)).hasSize(3);
      assertThat(skips(schedule))
          .extracting(TensorDecision::decision)
          .containsOnly((TensorDecision.Decision) expected.get(1));
    }
  }

  private static List<TensorDecision> skips(Schedule schedule) {
    return schedule.tensors().stream()
        .filter(tensor -> tensor.kind() == TensorDecision.Kind.SKIP)
        .toList();
  }

  @Test
  void whatBecameOfATensorAddsUpToIt() {
    for (long kib : new long[] {SMALLEST_KIB, 192, 512}) {
      for (TensorDecision t : free(kib, Goal.LATENCY).tensors()) {
        assertThat(t.keptBytes() + t.spilledBytes() + t.recomputedBytes() + t.fusedBytes())
            .as("%s", t)
            .isEqualTo(t.bytes());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Goal.class)
  void theBestCandidateIsChosen(Goal objective) {
    Schedule schedule = free(192, objective);
    List<Schedule.Candidate> feasible =
        schedule.candidates().stream().filter(candidate -> candidate.cycles() >= 0).toList();
    assertThat(feasible).hasSizeGreaterThan(3);
    Schedule.Candidate chosen =
        feasible.stream().filter(Schedule.Candidate::chosen).reduce((a, b) -> null).orElseThrow();
    assertThat(chosen.cycles()).isEqualTo(schedule.execution().cycles());
    for (Schedule.Candidate candidate : feasible) {
      assertThat(value(objective, candidate)).isGreaterThanOrEqualTo(value(objective, chosen));
    }
  }

  private static double value(Goal objective, Schedule.Candidate candidate) {
    return objective.of(candidate.cycles(), candidate.energyJ(), candidate.dramBytes());
  }

  @Test
  void theSameInputsGiveTheSameProgram() throws Exception {
    Npu npu = Chips.withSram(192);
    Schedule first = schedule(npu);
    Schedule second = Scheduler.schedule(TestModels.unet(32, 32, 2), npu, Options.DEFAULT);
    assertThat(second.execution().program().instructions())
        .isEqualTo(first.execution().program().instructions());
    assertThat(second.execution().program().residencies())
        .isEqualTo(first.execution().program().residencies());
    for (int threads : new int[] {1, 3}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        Schedule other = pool.submit(() -> schedule(npu)).get();
        assertThat(other.execution().program().instructions())
            .isEqualTo(first.execution().program().instructions());
        assertThat(other.candidates()).isEqualTo(first.candidates());
        assertThat(other.tensors()).isEqualTo(first.tensors());
      } finally {
        pool.shutdown();
      }
    }
  }

  /**
   * Its producer is cheap: 36 MACs per byte and 11.6 KiB of weights; the others' are not. Whether
   * that plan is the best is measured: here, others differ from it by less than 0.1 %.
   */
  @Test
  void theRuleRecomputesTheFirstSkipOfStableDiffusionOnly() {
    Graph model = TestModels.stableDiffusion(16);
    Schedule schedule =
        Scheduler.schedule(
            model,
            Chips.withSram(512),
            new Options(Precision.W8A8, Goal.ENERGY, Effort.FAST, Skips.AUTO, 0));
    assertThat(skips(schedule)).hasSize(12);
    List<Schedule.Candidate> rule =
        schedule.candidates().stream().filter(c -> c.strategy().equals("rule")).toList();
    assertThat(rule).isNotEmpty();
    assertThat(rule).allMatch(c -> c.recomputedMacs() == 16L * 16 * 320 * 36);
    for (TensorDecision skip : skips(schedule)) {
      if (skip.producer().equals("conv_in")) {
        assertThat(skip.macsPerByte()).isEqualTo(36);
      } else {
        assertThat(skip.recomputedBytes()).as(skip.name()).isZero();
      }
    }
    double best = rule.stream().mapToDouble(Schedule.Candidate::energyJ).min().orElse(Double.NaN);
    assertThat(schedule.execution().energy().total()).isBetween(best * 0.999, best);
  }

  private static final Pattern SMALLEST =
      Pattern.compile("layer (\\S+?):? .*[0-9,]+ bytes.*smallest SRAM.*: ([0-9,]+) bytes .*");

  @ParameterizedTest
  @ValueSource(strings = {"unet", "mobile", "grouped", "unfused", "prefill", "decode"})
  void tooSmallAnSramSaysWhatWouldDo(String name) {
    Graph model =
        switch (name) {
          case "unet" -> UNET;
          case "mobile" -> TestModels.mobile();
          case "grouped" -> TestModels.grouped();
          case "unfused" -> TestModels.unfusedAttention();
          case "prefill" -> TestModels.decoder(40, 0);
          default -> TestModels.decoder(1, 100);
        };
    InfeasibleException e =
        catchThrowableOfType(
            InfeasibleException.class,
            () -> Scheduler.schedule(model, Chips.withSram(4), Options.DEFAULT));
    assertThat(e).isNotNull();
    Matcher matcher = SMALLEST.matcher(e.getMessage());
    assertThat(matcher.matches()).as(e.getMessage()).isTrue();
    assertThat(model.nodes()).anyMatch(node -> node.name().equals(matcher.group(1)));
    long kib = Long.parseLong(matcher.group(2).replace(",", "")) >> 10;
    assertThat(kib % 64).isZero();
    assertThat(Scheduler.schedule(model, Chips.withSram(kib), Options.DEFAULT)).isNotNull();
    if (kib > 64) {
      Options layerByLayer =
          Options.DEFAULT.withFusion(new FusionChoice(FusionChoice.Mode.NONE, Optional.empty()));
      assertThatThrownBy(() -> Scheduler.schedule(model, Chips.withSram(kib - 64), layerByLayer))
          .isInstanceOf(InfeasibleException.class)
          .hasMessageContaining("layer ")
          .hasMessageContaining(matcher.group(2) + " bytes");
    }
  }

  @Test
  void skipsThatCannotAllStaySayHowManyBytesTheyHave() {
    assertThatThrownBy(
            () ->
                Scheduler.schedule(
                    UNET, Chips.withSram(SMALLEST_KIB), options(Goal.LATENCY, Skips.KEEP)))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("all 3 skips together have")
        .hasMessageContaining("131,072");
  }
}
