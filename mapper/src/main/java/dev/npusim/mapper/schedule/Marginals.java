package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.MarginalValues.Bandwidth;
import dev.npusim.mapper.MarginalValues.Sram;
import dev.npusim.mapper.bound.LowerBound;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.ProgramTiming;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@link MarginalValues} of a schedule: one program run again, and a few made anew from its plan:
 * none for a large model at effort fast, a bisection otherwise; counted, never timed.
 */
public final class Marginals {
  /** One GB/s. */
  private static final double MORE_BYTES_PER_SECOND = 1e9;

  /** One MiB. */
  private static final long MORE_SRAM = 1 << 20;

  private static final long KIB = 1024;

  /** Sizes tried upwards, each this much larger than the one before. */
  private static final double STEP = 1.25;

  private static final int MOST_STEPS = 6;

  private final ScheduleProblem problem;
  private final ScheduleCache cache;
  private final Plan plan;

  public Marginals(ScheduleProblem problem, ScheduleCache cache, Plan plan) {
    this.problem = problem;
    this.cache = cache;
    this.plan = plan;
  }

  /**
   * @param execution of the schedule's program
   */
  public MarginalValues of(Execution execution) {
    MarginalValues known = followingFrom(problem.model(), execution);
    boolean isQuick = problem.options().effort() == Effort.FAST && !problem.isSmall();
    if (isQuick || !execution.program().pinned().isEmpty()) {
      return known;
    }
    long atLeast = LiveBytes.peak(execution.program(), problem.npu());
    boolean spills = spillBytes(execution.program()) > 0;
    List<Supplier<Object>> tasks = List.of(this::larger, () -> atMost(atLeast, spills));
    List<Object> done = tasks.parallelStream().map(Supplier::get).toList();
    return new MarginalValues(
        known.bandwidth(),
        ((Optional<?>) done.get(0)).map(Sram.class::cast),
        Optional.of(new MarginalValues.SpillFree(atLeast, (OptionalLong) done.get(1))));
  }

  /** What follows from a run alone: all that needs no plan. */
  public static MarginalValues followingFrom(Graph model, Execution execution) {
    Npu npu = execution.npu();
    Program program = execution.program();
    Npu faster = npu.withDram(npu.dram().faster(MORE_BYTES_PER_SECOND));
    Bandwidth bandwidth =
        new Bandwidth(
            MORE_BYTES_PER_SECOND,
            new ProgramTiming(faster, program).cycles(faster),
            LowerBound.cycles(model, faster, program.precision()));
    return new MarginalValues(
        bandwidth,
        Optional.empty(),
        program.pinned().isEmpty()
            ? Optional.of(
                new MarginalValues.SpillFree(LiveBytes.peak(program, npu), OptionalLong.empty()))
            : Optional.empty());
  }

  private Optional<Sram> larger() {
    Npu npu = problem.npu().withSramBytes(problem.npu().sram().sizeBytes() + MORE_SRAM);
    try {
      Program program = build(npu, withBudget(plan, plan.budgetBytes() + MORE_SRAM)).program();
      long dram = 0;
      for (var instruction : program.instructions()) {
        if (instruction instanceof Transfer transfer && !program.isFromWeightMemory(transfer)) {
          dram = Math.addExact(dram, transfer.bytes());
        }
      }
      return Optional.of(
          new Sram(
              MORE_SRAM, new ProgramTiming(npu, program).cycles(npu), dram, spillBytes(program)));
    } catch (InfeasibleException e) {
      return Optional.empty();
    }
  }

  private Candidate build(Npu npu, Plan other) {
    ScheduleProblem there =
        new ScheduleProblem(
            problem.model(),
            npu,
            problem.options(),
            problem.gaps(),
            problem.comparing(),
            problem.isSmall());
    return new Programs(there, cache).build(other);
  }

  private static Plan withBudget(Plan plan, long bytes) {
    return new Plan(
        plan.treatments(),
        plan.others(),
        plan.chains(),
        plan.fusion(),
        bytes,
        plan.pricing(),
        plan.cores(),
        plan.order(),
        plan.writes());
  }

  /**
   * Upwards until a size spills nothing, then a bisection, all in whole KiB: to half a percent for
   * small models and effort best, three steps otherwise.
   */
  private OptionalLong atMost(long atLeast, boolean spills) {
    long capacity = problem.npu().sram().sizeBytes();
    long low = roundUp(atLeast) - KIB;
    long high = -1;
    double size = Math.max(KIB, atLeast);
    for (int step = 0; step < MOST_STEPS && high < 0; step++) {
      size *= STEP;
      long bytes = roundUp((long) size);
      if (!spills && bytes >= capacity) {
        break;
      } else if (isFree(bytes)) {
        high = bytes;
      } else {
        low = bytes;
      }
    }
    if (high < 0 && spills) {
      return OptionalLong.empty();
    }
    if (high < 0) {
      // The schedule itself is such a program.
      high = capacity;
    }
    int halvings = problem.isThorough() ? 62 : 3;
    while (halvings-- > 0 && high - low > Math.max(KIB, high / 200)) {
      long middle = roundUp((low + high) / 2);
      if (middle >= high) {
        break;
      }
      if (isFree(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }

  private static long roundUp(long bytes) {
    return (bytes + KIB - 1) / KIB * KIB;
  }

  private boolean isFree(long bytes) {
    try {
      return spillBytes(build(problem.npu().withSramBytes(bytes), free(bytes)).program()) == 0;
    } catch (InfeasibleException e) {
      return false;
    }
  }

  /** The plan with nothing forced but its copies. */
  private Plan free(long bytes) {
    Map<Integer, Treatment> copies = new TreeMap<>();
    plan.positions(Treatment.RECOMPUTE)
        .forEach(position -> copies.put(position, Treatment.RECOMPUTE));
    return new Plan(
        ImmutableSortedMap.copyOf(copies),
        Plan.Others.STAY,
        plan.chains(),
        plan.fusion(),
        bytes,
        plan.pricing(),
        plan.cores(),
        plan.order(),
        plan.writes());
  }

  private static long spillBytes(Program program) {
    long bytes = 0;
    for (var instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer
          && (transfer.traffic() == Traffic.SPILL_WRITE
              || transfer.traffic() == Traffic.SPILL_READ)) {
        bytes = Math.addExact(bytes, transfer.bytes());
      }
    }
    return bytes;
  }
}
