package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes that let fetches of other tensors pass, on random models whose tensors do not fit. */
class LateWritesTest {
  private static final int MODELS = 30;

  @Test
  void thoseOfATensorStillComeBeforeItsFetchesAndTheCheckerAgrees() {
    int passed = 0;
    for (int seed = 0; seed < MODELS; seed++) {
      Graph model = RandomModels.of(seed, 10);
      Npu npu = Chips.withSram(64);
      ScheduleProblem problem = ScheduleProblem.of(model, npu, Options.DEFAULT, false);
      Programs programs = new Programs(problem, new ScheduleCache());
      Plan soon = Plan.free(npu.sram().sizeBytes(), Plan.Pricing.TIME, 1).with(Plan.Others.STREAM);
      Program early;
      try {
        early = programs.build(soon).program();
      } catch (InfeasibleException e) {
        continue;
      }
      Program late = programs.build(soon.with(Plan.Writes.LATE)).program();
      assertThat(transfers(late)).containsExactlyInAnyOrderElementsOf(transfers(early));
      assertThat(Checker.check(model, Simulator.run(npu, late)).violations()).isEmpty();
      assertThat(missing(late)).isEmpty();
      passed += passes(late) > passes(early) ? 1 : 0;
    }
    assertThat(passed).as("models where a fetch passes a write").isPositive();
  }

  /** What crosses the bus, whatever the order. */
  private static List<String> transfers(Program program) {
    List<String> transfers = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        transfers.add(
            tensor(program, transfer) + " " + transfer.onChip().region() + transfer.traffic());
      }
    }
    return transfers;
  }

  /** Spilled tensors that are fetched though nothing of them has been written. */
  private static Set<String> missing(Program program) {
    Set<String> written = new HashSet<>();
    Set<String> missing = new HashSet<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        if (!transfer.fromDram()) {
          written.add(tensor(program, transfer));
        } else if (transfer.traffic() == Traffic.SPILL_READ
            && !written.contains(tensor(program, transfer))) {
          missing.add(tensor(program, transfer));
        }
      }
    }
    return missing;
  }

  /** Fetches of spilled tensors between the work that made a tile and the write of it. */
  private static int passes(Program program) {
    Map<Integer, Integer> madeAt = new HashMap<>();
    List<Integer> fetches = new ArrayList<>();
    int passes = 0;
    for (Instruction instruction : program.instructions()) {
      if (!(instruction instanceof Transfer transfer)) {
        instruction.writes().forEach(access -> madeAt.put(access.residency(), instruction.id()));
      } else if (transfer.fromDram()) {
        if (transfer.traffic() == Traffic.SPILL_READ) {
          fetches.add(transfer.id());
        }
      } else {
        int made = madeAt.getOrDefault(transfer.onChip().residency(), transfer.id());
        passes += (int) fetches.stream().filter(fetch -> fetch > made).count();
      }
    }
    return passes;
  }

  private static String tensor(Program program, Transfer transfer) {
    return program
        .tensors()
        .get(program.residencies().get(transfer.onChip().residency()).tensor())
        .name();
  }
}
