package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.ProgramTiming;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a plan's program and runs it. Pure and thread-safe. */
final class Measure {
  /**
   * Sustained bytes per cycle of the DRAMs that guide a search for low latency: an assumption, from
   * slow for an edge chip to fast. Not the chip's own, so that the same plans are tried whatever
   * its DRAM is, and a faster one is never slower.
   */
  private static final double[] GUIDING_BYTES_PER_CYCLE = {12, 48, 192};

  private final ScheduleProblem problem;
  private final Programs programs;
  private final ImmutableList<Npu> guides;
  private final @Nullable SharedPrograms shared;

  /**
   * @param shared with schedules of the same for other bandwidths, where there are any
   */
  Measure(ScheduleProblem problem, Programs programs, @Nullable SharedPrograms shared) {
    this.shared = shared;
    this.problem = problem;
    this.programs = programs;
    ImmutableList.Builder<Npu> chips = ImmutableList.builder();
    if (isGuided(problem)) {
      Npu npu = problem.npu();
      for (double bytesPerCycle : GUIDING_BYTES_PER_CYCLE) {
        int burst = npu.dram().burstBytes();
        chips.add(npu.withDram(new DramSpec("guide", bytesPerCycle * npu.clockHz(), 1, burst)));
      }
    }
    this.guides = chips.build();
  }

  /** Whether plans are compared, and not only the best of them taken. */
  private static boolean isGuided(ScheduleProblem problem) {
    return problem.options().goal() == Goal.LATENCY
        && (problem.options().effort() != Effort.FAST
            || (!problem.isThorough() && Ladder.isPossible(problem)));
  }

  /** A measurement, and its program where there is one. */
  record Made(Measurement measurement, ImmutableList<Supplier<Built>> program) {}

  /**
   * A program.
   *
   * @param timing of it on the chip; null where others keep it
   */
  record Built(Candidate candidate, @Nullable ProgramTiming timing) {}

  Made of(Plan plan) {
    return of(plan, problem.options().goal().needsEnergy());
  }

  /**
   * @param withEnergy whether the energy is wanted, which takes longer
   */
  Made of(Plan plan, boolean withEnergy) {
    try {
      if (shared != null) {
        Measurement measurement =
            shared.measurement(
                plan,
                problem.npu(),
                problem.options().goal(),
                (chips, made) -> measure(chips, plan, made, withEnergy),
                () -> programs.build(plan));
        return new Made(
            measurement,
            ImmutableList.of(
                () -> new Built(shared.candidate(plan, () -> programs.build(plan)), null)));
      }
      Candidate candidate = programs.build(plan);
      ProgramTiming timing = new ProgramTiming(problem.npu(), candidate.program());
      Built built = new Built(candidate, timing);
      return new Made(
          measure(ImmutableList.of(problem.npu()), plan, timing, withEnergy).get(0),
          ImmutableList.of(() -> built));
    } catch (InfeasibleException e) {
      return new Made(Measurement.failed(plan, e), ImmutableList.of());
    }
  }

  /** The figures of a program that was made of a plan with what stays from run to run. */
  Measurement of(Plan plan, Candidate candidate) {
    ProgramTiming timing = new ProgramTiming(problem.npu(), candidate.program());
    boolean withEnergy = problem.options().goal().needsEnergy();
    return measure(ImmutableList.of(problem.npu()), plan, timing, withEnergy).get(0);
  }

  /**
   * @param chips equal but for their DRAM
   */
  private ImmutableList<Measurement> measure(
      List<Npu> chips, Plan plan, ProgramTiming timing, boolean withEnergy) {
    Program program = timing.program();
    Goal goal = problem.options().goal();
    long dram = 0;
    long spills = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer && !program.isFromWeightMemory(transfer)) {
        dram = Math.addExact(dram, transfer.bytes());
        spills += isSpill(transfer.traffic()) ? transfer.bytes() : 0;
      }
    }
    double[] guiding = guides.stream().mapToDouble(timing::cycles).toArray();
    ImmutableList.Builder<Measurement> measured = ImmutableList.builder();
    for (Npu chip : chips) {
      long cycles;
      double energyJ = Double.NaN;
      if (withEnergy) {
        Execution execution = timing.execution(chip);
        cycles = execution.cycles();
        energyJ = execution.energy().total();
      } else {
        cycles = timing.cycles(chip);
      }
      measured.add(
          new Measurement(
              plan,
              cycles,
              energyJ,
              dram,
              spills,
              program.graph().macs() - problem.model().macs(),
              program.instructions().size(),
              guiding.length == 0
                  ? ImmutableDoubleArray.of(goal.of(cycles, energyJ, dram))
                  : ImmutableDoubleArray.copyOf(guiding),
              null));
    }
    return measured.build();
  }

  private static boolean isSpill(Traffic traffic) {
    return traffic == Traffic.SPILL_WRITE || traffic == Traffic.SPILL_READ;
  }
}
