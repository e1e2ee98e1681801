package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.Edits;
import dev.npusim.npu.check.Mutations;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Schedules with recomputation, shared and pinned weights, several cores and repetitions, each
 * broken in one place: none may pass. Mutants differ from what they are made of in meaning by
 * construction; the checker is not asked which do.
 */
class CheckerMutantsTest {
  private static final int SEEDS = 4;
  private static final int COUNT = 20;

  /** What mutants are about. */
  private enum Kind {
    ORDER_AND_TIME,
    TRANSFERS,
    ADDRESSES_AND_LIFETIMES,
    WORK_AND_OPERANDS,
    REPORTED_NUMBERS
  }

  private static Kind kind(Mutations mutation) {
    return switch (mutation) {
      case SWAP_EVENTS, SHORTEN_DURATION, ADVANCE_EVENT, DROP_DEPENDENCY -> Kind.ORDER_AND_TIME;
      case SHRINK_FETCH, RAISE_BYTES, MISCOUNT_TRAFFIC, DROP_TRANSFER -> Kind.TRANSFERS;
      case FREE_EARLY, SHIFT_ADDRESS, MISALIGN, LEAVE_MEMORY, SHRINK_RESIDENCY ->
          Kind.ADDRESSES_AND_LIFETIMES;
      case DROP_WORK,
          DUPLICATE_WORK,
          DROP_READ,
          SHRINK_READ,
          SHORTEN_REDUCTION,
          SHRINK_PRODUCT,
          SHRINK_STAGE,
          FORGET_LANE_OPERATIONS ->
          Kind.WORK_AND_OPERANDS;
      case RAISE_REPORTED -> Kind.REPORTED_NUMBERS;
    };
  }

  /** A schedule that passes. */
  private record Case(String name, Graph model, Execution run) {}

  private static Case of(String name, Graph model, Npu npu, Options.Skips skips, Repeats repeats) {
    Options options = new Options(Precision.W8A8, Goal.LATENCY, Effort.FAST, skips, 0);
    Execution run = Scheduler.schedule(model, npu, options, repeats).execution();
    assertThat(Checker.check(model, run, Repeater.repeat(run, COUNT)).violations()).isEmpty();
    return new Case(name, model, run);
  }

  private static List<Case> cases() {
    Graph unet = TestModels.unet(16, 32, 2);
    Graph step = TestModels.decoder(1, 50);
    ImmutableMap.Builder<String, Integer> cached = ImmutableMap.builder();
    KvCache.states(step).stream().map(Value::name).forEach(name -> cached.put(name, 40));
    Repeats many = Repeats.times(COUNT);
    Repeats tokens = new Repeats(COUNT, cached.buildOrThrow());
    return List.of(
        of("recompute", unet, Chips.withSram(1024), Options.Skips.RECOMPUTE, Repeats.ONCE),
        of("spill", unet, Chips.withSram(128), Options.Skips.SPILL, Repeats.ONCE),
        of("two cores", unet, Chips.of("edge-4tops", "cores=2"), Options.Skips.AUTO, many),
        of("pinned", unet, Chips.withSram(4096), Options.Skips.AUTO, many),
        of("partly pinned", TestModels.mobile(), Chips.withSram(192), Options.Skips.AUTO, many),
        of("tokens", step, Chips.withSram(2048), Options.Skips.AUTO, tokens));
  }

  @Test
  void everyMutantIsRejected() {
    Map<Kind, Integer> mutants = new EnumMap<>(Kind.class);
    List<String> accepted = new ArrayList<>();
    int pinned = 0;
    for (Case each : cases()) {
      pinned += each.run().program().pinned().isEmpty() ? 0 : 1;
      for (Mutations mutation : Mutations.values()) {
        for (long seed = 1; seed <= SEEDS; seed++) {
          Optional<Execution> mutant = mutation.apply(each.run(), seed);
          if (mutant.isPresent()) {
            mutants.merge(kind(mutation), 1, Integer::sum);
            if (Checker.check(each.model(), mutant.get()).passed()) {
              accepted.add(each.name() + ", " + mutation + ", seed " + seed);
            }
          }
        }
      }
    }
    assertThat(accepted).isEmpty();
    assertThat(pinned).isGreaterThanOrEqualTo(3);
    assertThat(mutants).containsOnlyKeys(Kind.values());
    assertThat(mutants.values()).allMatch(count -> count >= 20);
    assertThat(mutants.values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThanOrEqualTo(300);
  }

  /** Each number of a repetition raised or lowered on its own. */
  @Test
  void noNumberOfARepetitionCanBeChanged() {
    int mutants = 0;
    for (Case each : cases()) {
      Repetition r = Repeater.repeat(each.run(), COUNT);
      for (Repetition wrong : wrong(r)) {
        mutants++;
        assertThat(Checker.check(each.model(), each.run(), wrong).passed())
            .as("%s: %s", each.name(), wrong)
            .isFalse();
      }
    }
    assertThat(mutants).isGreaterThanOrEqualTo(60);
  }

  private static List<Repetition> wrong(Repetition r) {
    List<Repetition> all = new ArrayList<>();
    for (int i = 0; i < r.ends().length(); i++) {
      long[] ends = r.ends().toArray();
      ends[i]++;
      all.add(with(r, ends, r.cycles(), r.energy(), r.steadyEnergy(), r.onceBytes()));
    }
    long[] ends = r.ends().toArray();
    Energy little = new Energy(0, 0, 0, 0, 1e-6 * r.energy().dram(), 0);
    all.add(with(r, ends, r.cycles() + 1, r.energy(), r.steadyEnergy(), r.onceBytes()));
    all.add(with(r, ends, r.cycles() - 1, r.energy(), r.steadyEnergy(), r.onceBytes()));
    all.add(with(r, ends, r.cycles(), r.energy().plus(little), r.steadyEnergy(), r.onceBytes()));
    all.add(with(r, ends, r.cycles(), r.energy(), r.steadyEnergy().plus(little), r.onceBytes()));
    all.add(with(r, ends, r.cycles(), r.energy(), r.steadyEnergy(), r.onceBytes() + 1));
    all.add(with(r, ends, r.cycles(), r.energy(), r.steadyEnergy(), r.onceBytes() - 1));
    for (int more = -1; more <= 1; more += 2) {
      all.add(
          new Repetition(
              r.count() + more,
              r.ends(),
              r.settled(),
              r.period(),
              r.cycles(),
              r.energy(),
              r.steadyEnergy(),
              r.onceBytes()));
    }
    return all;
  }

  private static Repetition with(
      Repetition r, long[] ends, long cycles, Energy energy, Energy steady, long onceBytes) {
    return new Repetition(
        r.count(),
        ImmutableLongArray.copyOf(ends),
        r.settled(),
        r.period(),
        cycles,
        energy,
        steady,
        onceBytes);
  }

  /** Something else takes the place of what is pinned; less is pinned than said; or more. */
  @Test
  void whatStaysIsLeftAlone() {
    Random random = new Random(11);
    int mutants = 0;
    for (Case each : cases()) {
      Program p = each.run().program();
      List<Integer> pinned = List.copyOf(p.pinned());
      for (int i = 0; i < 20 && !pinned.isEmpty(); i++) {
        Residency kept = p.residencies().get(pinned.get(random.nextInt(pinned.size())));
        Residency other = p.residencies().get(random.nextInt(p.residencies().size()));
        if (other.memory() == Residency.Memory.SRAM && !p.pinned().contains(other.id())) {
          rejected(each, Edits.moved(p, other, kept.address()));
          mutants++;
          // A weight that is alone at its addresses could stay as well; what is computed cannot.
          if (p.tensors().get(other.tensor()).role() == Tensor.Role.ACTIVATION) {
            rejected(each, Edits.with(p, p.residencies(), plus(p.pinned(), other.id())));
            mutants++;
          }
        }
        ImmutableSet<Integer> less =
            pinned.stream().filter(id -> id != kept.id()).collect(ImmutableSet.toImmutableSet());
        Execution run = Simulator.run(each.run().npu(), Edits.with(p, p.residencies(), less));
        assertThat(Checker.check(each.model(), run, Repeater.repeat(each.run(), COUNT)).passed())
            .as("%s without %s", each.name(), kept)
            .isFalse();
        mutants++;
      }
    }
    assertThat(mutants).isGreaterThanOrEqualTo(60);
  }

  private static ImmutableSet<Integer> plus(ImmutableSet<Integer> some, int one) {
    return ImmutableSet.<Integer>builder().addAll(some).add(one).build();
  }

  private static void rejected(Case each, Program program) {
    Execution run = Simulator.run(each.run().npu(), program);
    assertThat(Checker.check(each.model(), run, Repeater.repeat(run, COUNT)).passed())
        .as("%s", each.name())
        .isFalse();
  }
}
