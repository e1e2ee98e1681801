package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.emit.ProgramBuilder;
import dev.npusim.mapper.plan.Knobs;
import dev.npusim.mapper.plan.PinnedTensors;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.plan.WeightPlacement;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Schedules a model on a chip: makes a handful of candidate programs, runs each in the simulator,
 * publishes the best.
 *
 * <p>Candidates differ in the SRAM they plan with (the chip's, and smaller powers of two, so that
 * what is best for a smaller memory is not lost on a larger one: all of them for small models, the
 * next few for large ones) and in what happens to the skips. None depends on the chip's DRAM
 * bandwidth, and a fixed program never runs slower on faster DRAM, so more bandwidth never costs
 * time.
 */
public final class Scheduler {
  /**
   * Bytes per cycle at which planning prices DRAM traffic; an assumption, deliberately not the
   * chip's own figure.
   */
  private static final double ASSUMED_DRAM_BYTES_PER_CYCLE = 48;

  private static final long SMALLEST_BUDGET = 64 << 10;

  /** Relative difference in energy below which two plans are taken as equal; an assumption. */
  private static final double PLANNING_NOISE = 0.001;

  /** Compulsory DRAM bytes of a model that is planned for every smaller power of two. */
  private static final long SMALL_BYTES = 64L << 20;

  /** And its work: array or vector unit, at their peaks. */
  private static final double SMALL_WORK_CYCLES = 8e6;

  private final Graph model;
  private final Npu npu;

  /** What the user asked for. */
  private final Options asked;

  /** The same with what of it this chip makes use of. */
  private final Options options;

  private final Repeats repeats;

  /** By cores that programs use. */
  private final Map<Integer, ContractionSearch> contractions = new HashMap<>();

  private final Map<Integer, ContractionSearch> frugalContractions = new HashMap<>();
  private final ImmutableList<Gap> gaps;
  private final ImmutableList<Gap> skips;

  private Scheduler(Graph model, Npu npu, Options asked, Repeats repeats) {
    this.repeats = repeats;
    this.model = model;
    this.npu = npu;
    this.asked = asked;
    this.options = asked.withPrecision(Formats.used(asked.precision(), npu.array()));
    for (int cores : cores()) {
      Npu part = npu.withCores(cores);
      double bandwidth = ASSUMED_DRAM_BYTES_PER_CYCLE;
      contractions.put(cores, new ContractionSearch(part, bandwidth, false));
      frugalContractions.put(cores, new ContractionSearch(part, bandwidth, true));
    }
    Skips found = Skips.of(model);
    this.gaps = found.gaps();
    this.skips = found.gaps(Gap.Kind.SKIP);
  }

  /**
   * @throws InfeasibleException when no program fits the chip
   */
  public static Schedule schedule(Graph model, Npu npu, Options options) {
    return schedule(model, npu, options, Repeats.ONCE);
  }

  /**
   * A schedule for a model that runs several times in a row: the best one for a single run, with as
   * much of its weights (and of inputs that do not change) kept in SRAM from one run to the next as
   * makes all of them together best.
   *
   * @throws InfeasibleException when no program fits the chip
   */
  public static Schedule schedule(Graph model, Npu npu, Options options, Repeats repeats) {
    return new Scheduler(model, npu, options, repeats).run();
  }

  /** All cores, and each number below: what is found for fewer cores is not lost on more. */
  private List<Integer> cores() {
    return IntStream.range(0, npu.cores()).mapToObj(idle -> npu.cores() - idle).toList();
  }

  private static ContractionSearch of(Map<Integer, ContractionSearch> searches, int cores) {
    return Objects.requireNonNull(searches.get(cores));
  }

  /** A way to treat the skips. */
  private enum Policy {
    GREEDY("residency decided greedily"),
    SPILL("all skips spilled"),
    KEEP("all skips kept"),
    RECOMPUTE_CHEAP("skips recomputed where that saves energy"),
    RECOMPUTE("all skips recomputed");

    private final String description;

    Policy(String description) {
      this.description = description;
    }
  }

  /** A candidate to be tried. */
  private record Trial(Policy policy, long budgetBytes, boolean frugal, int cores) {
    /**
     * @param all cores of the chip
     */
    String description(int all) {
      return "%s%s, planned for %,d KiB%s"
          .formatted(
              policy.description,
              frugal ? ", dataflows by energy" : "",
              budgetBytes >> 10,
              all > 1 ? ", %d of %d cores".formatted(cores, all) : "");
    }
  }

  /** A candidate that was tried: either a program with its measure, or why there is none. */
  private record Outcome(
      Trial trial,
      @Nullable Candidate candidate,
      Set<Gap> recomputed,
      long cycles,
      double energyJ,
      @Nullable InfeasibleException failure) {}

  private Schedule run() {
    List<Trial> trials = trials();
    Best best = new Best();
    List<Outcome> outcomes =
        new ArrayList<>(
            IntStream.range(0, trials.size())
                .parallel()
                .mapToObj(i -> best.offer(i, attempt(trials.get(i))))
                .toList());
    if (options.skips() == Options.Skips.AUTO && !skips.isEmpty() && best.outcome != null) {
      tryRecomputingAll(best, outcomes);
    }
    Outcome winner = best.outcome;
    Candidate chosen = best.candidate;
    if (winner == null || chosen == null) {
      throw infeasible(Objects.requireNonNull(outcomes.get(0).failure()));
    }
    if (repeats.count() > 1) {
      chosen = pinned(chosen, winner);
    }
    Execution execution = Simulator.run(npu, chosen.program());
    ImmutableList.Builder<Schedule.Candidate> tried = ImmutableList.builder();
    for (Outcome outcome : outcomes) {
      tried.add(
          new Schedule.Candidate(
              outcome.trial().description(npu.cores()),
              outcome.trial().cores(),
              outcome.cycles(),
              outcome.energyJ(),
              outcome.trial().equals(winner.trial())));
    }
    return new Schedule(
        model,
        asked,
        execution,
        mappings(chosen),
        new SkipTable(
                model,
                options.precision(),
                chosen,
                execution,
                winner.recomputed(),
                options.skips() == Options.Skips.SPILL
                    ? "spilling was asked for"
                    : winner.trial().policy() == Policy.SPILL
                        ? "spilling every skip was the best plan tried"
                        : "no room")
            .rows(gaps),
        tried.build(),
        LowerBound.cycles(model, npu, options.precision()));
  }

  /** The failure with what would help. */
  private InfeasibleException infeasible(InfeasibleException failure) {
    long smallest =
        new ProgramBuilder(model, ImmutableMap.of(), npu.withCores(1), options.precision())
            .smallestSram(
                of(contractions, 1), new AttentionBlocks(npu, ASSUMED_DRAM_BYTES_PER_CYCLE));
    long together = skips.stream().mapToLong(gap -> options.precision().bytes(gap.value())).sum();
    return new InfeasibleException(
        failure.getMessage()
            + (options.skips() == Options.Skips.KEEP
                ? "; all %d skips together have %,d bytes, the chip %,d"
                    .formatted(skips.size(), together, npu.sram().sizeBytes())
                : smallest < 0
                    ? ""
                    : "; the smallest SRAM that would do, in steps of 64 KiB: %,d bytes (%,d KiB)"
                        .formatted(smallest, smallest >> 10)));
  }

  /** Recomputing every skip is worth a trial only when its MACs alone leave a chance. */
  private void tryRecomputingAll(Best best, List<Outcome> outcomes) {
    Outcome leader = Objects.requireNonNull(best.outcome);
    Graph all = Rematerialization.ofAll(model, skips).graph();
    boolean hopeless =
        options.objective() == Objective.LATENCY
            ? LowerBound.cycles(all, npu, options.precision()) >= leader.cycles()
            : all.macs() > 2 * model.macs();
    if (!hopeless) {
      Trial trial = new Trial(Policy.RECOMPUTE, npu.sram().sizeBytes(), false, npu.cores());
      outcomes.add(best.offer(outcomes.size(), attempt(trial)));
    }
  }

  /** The best outcome so far, and its program: others are let go at once, they are large. */
  private final class Best {
    private @Nullable Outcome outcome;
    private @Nullable Candidate candidate;
    private int index;

    /**
     * Takes {@code offered} if it is better than the best, or as good and earlier; returns it
     * without its program.
     */
    synchronized Outcome offer(int position, Outcome offered) {
      Outcome bare =
          new Outcome(
              offered.trial(),
              null,
              offered.recomputed(),
              offered.cycles(),
              offered.energyJ(),
              offered.failure());
      if (offered.candidate() == null) {
        return bare;
      }
      double difference = outcome == null ? -1 : objective(offered) - objective(outcome);
      if (difference < 0 || (difference == 0 && position < index)) {
        outcome = bare;
        candidate = offered.candidate();
        index = position;
      }
      return bare;
    }
  }

  private double objective(Outcome outcome) {
    return switch (options.objective()) {
      case LATENCY -> outcome.cycles();
      case ENERGY ->
          // One skip's energy is less than what plans differ by for other reasons; within that, the
          // rule decides.
          outcome.trial().policy() == Policy.RECOMPUTE_CHEAP
              ? outcome.energyJ() * (1 - PLANNING_NOISE)
              : outcome.energyJ();
      case EDP -> outcome.energyJ() * outcome.cycles();
    };
  }

  // ---- what is tried ----

  private List<Trial> trials() {
    long capacity = npu.sram().sizeBytes();
    List<Trial> trials = new ArrayList<>();
    for (Policy policy : policies()) {
      add(trials, policy, capacity);
    }
    boolean forced = options.skips() != Options.Skips.AUTO;
    boolean small =
        work() < SMALL_WORK_CYCLES
            && LowerBound.compulsoryBytes(model, options.precision()) <= SMALL_BYTES;
    int rungs =
        switch (options.effort()) {
          case FAST -> 0;
          case NORMAL -> small ? Integer.MAX_VALUE : 1;
          case BEST -> Integer.MAX_VALUE;
        };
    long budget = Long.highestOneBit(capacity - 1);
    for (int rung = 0; rung < rungs && budget >= SMALLEST_BUDGET && !forced; rung++) {
      for (Policy policy : policies()) {
        if (small || options.effort() == Effort.BEST || policy == Policy.GREEDY) {
          add(trials, policy, budget);
        }
      }
      budget /= 2;
    }
    return trials;
  }

  private void add(List<Trial> trials, Policy policy, long budget) {
    for (int cores : cores()) {
      trials.add(new Trial(policy, budget, false, cores));
      if (options.objective() != Objective.LATENCY) {
        trials.add(new Trial(policy, budget, true, cores));
      }
    }
  }

  /**
   * Cycles of the slower of array and vector unit at their peaks: a measure of how large programs
   * will be.
   */
  private double work() {
    double macs = model.macs() / npu.array().peakMacsPerCycle(options.precision().macFormat());
    long laneOps = model.nodes().stream().mapToLong(Node::laneOps).sum();
    return Math.max(macs, (double) laneOps / npu.vector().lanes());
  }

  private List<Policy> policies() {
    if (skips.isEmpty()) {
      return List.of(Policy.GREEDY);
    }
    return switch (options.skips()) {
      case KEEP -> List.of(Policy.KEEP);
      case SPILL -> List.of(Policy.SPILL);
      case RECOMPUTE -> List.of(Policy.RECOMPUTE);
      case AUTO -> automatic();
    };
  }

  private List<Policy> automatic() {
    List<Policy> policies = new ArrayList<>(List.of(Policy.GREEDY, Policy.SPILL));
    long together = 0;
    for (Gap gap : skips) {
      together += options.precision().bytes(gap.value());
    }
    if (together < npu.sram().sizeBytes()) {
      policies.add(Policy.KEEP);
    }
    if (!cheapToRecompute().isEmpty()) {
      policies.add(Policy.RECOMPUTE_CHEAP);
    }
    return policies;
  }

  /**
   * Skips for which m * e_mac + w * e_dram < 2 * e_dram, per byte, with w the weights that are read
   * again.
   */
  private ImmutableList<Gap> cheapToRecompute() {
    EnergySpec energy = npu.energy();
    EnergySpec.Constant mac =
        energy.macPj().get(npu.array().runsAs(options.precision().macFormat()));
    double macPj = mac == null ? 0 : mac.value();
    double dramPj = energy.dramPjPerBit().value() * 8;
    ImmutableList.Builder<Gap> cheap = ImmutableList.builder();
    for (Gap gap : skips) {
      double bytes = options.precision().bytes(gap.value());
      double reread = gap.rereadBytes(options.precision());
      if (gap.chainMacs() * macPj + reread * dramPj < 2 * bytes * dramPj) {
        cheap.add(gap);
      }
    }
    return cheap.build();
  }

  // ---- one trial ----

  private Outcome attempt(Trial trial) {
    Set<Gap> recomputed =
        switch (trial.policy()) {
          case RECOMPUTE -> new LinkedHashSet<>(skips);
          case RECOMPUTE_CHEAP -> new LinkedHashSet<>(cheapToRecompute());
          case GREEDY, SPILL, KEEP -> Set.of();
        };
    try {
      Candidate candidate = build(trial, recomputed, trial.budgetBytes(), ImmutableMap.of());
      if (options.objective() == Objective.LATENCY) {
        return new Outcome(
            trial,
            candidate,
            recomputed,
            Simulator.cycles(npu, candidate.program()),
            Double.NaN,
            null);
      }
      Execution execution = Simulator.run(npu, candidate.program());
      return new Outcome(
          trial, candidate, recomputed, execution.cycles(), execution.energy().total(), null);
    } catch (InfeasibleException e) {
      return new Outcome(trial, null, recomputed, -1, Double.NaN, e);
    }
  }

  private ImmutableSet<Knobs.GapKey> keys(ProgramBuilder builder) {
    Map<String, Stored> stored = new HashMap<>();
    builder.stored().forEach(tensor -> stored.put(tensor.root().name(), tensor));
    ImmutableSet.Builder<Knobs.GapKey> keys = ImmutableSet.builder();
    for (Gap gap : skips) {
      Stored tensor = stored.get(gap.value().name());
      if (tensor != null) {
        int group = SkipTable.readingGroup(gap, model, builder.aliases(), builder.groups(), tensor);
        keys.add(new Knobs.GapKey(gap.value().name(), group));
      }
    }
    return keys.build();
  }

  /**
   * @throws InfeasibleException when there is no such program
   */
  private Candidate build(
      Trial trial, Set<Gap> recomputed, long budget, ImmutableMap<String, Integer> pinnedRows) {
    Rematerialization graph =
        trial.policy() == Policy.RECOMPUTE
            ? Rematerialization.ofAll(model, recomputed)
            : recomputed.isEmpty()
                ? Rematerialization.none(model)
                : Rematerialization.of(model, recomputed);
    ProgramBuilder builder =
        new ProgramBuilder(
            graph.graph(), graph.copies(), npu.withCores(trial.cores()), options.precision());
    ImmutableSet<Knobs.GapKey> forced =
        trial.policy() == Policy.SPILL || trial.policy() == Policy.KEEP
            ? keys(builder)
            : ImmutableSet.of();
    Knobs knobs =
        new Knobs(
            budget,
            ASSUMED_DRAM_BYTES_PER_CYCLE,
            trial.policy() == Policy.SPILL ? forced : ImmutableSet.of(),
            trial.policy() == Policy.KEEP ? forced : ImmutableSet.of(),
            pinnedRows);
    return builder
        .build(
            knobs,
            of(trial.frugal() ? frugalContractions : contractions, trial.cores()),
            new AttentionBlocks(npu, ASSUMED_DRAM_BYTES_PER_CYCLE))
        .withProgram(program -> WeightPlacement.place(npu, program));
  }

  /** The winner with what is best kept from run to run. */
  private Candidate pinned(Candidate chosen, Outcome winner) {
    Trial trial = winner.trial();
    Pinning.Maker maker =
        (rows, bytes) ->
            build(
                trial,
                winner.recomputed(),
                Math.min(npu.sram().sizeBytes(), trial.budgetBytes() + bytes),
                rows);
    ImmutableMap<String, Integer> given = repeats.pinned().orElse(null);
    if (given != null) {
      return given.isEmpty()
          ? chosen
          : maker.make(given, PinnedTensors.bytes(chosen.program().tensors(), given));
    }
    return new Pinning(npu, options, repeats).best(chosen, maker);
  }

  private static ImmutableList<LayerMapping> mappings(Candidate chosen) {
    Map<String, LayerMapping> byNode = new HashMap<>();
    chosen.mappings().forEach(mapping -> byNode.put(mapping.node(), mapping));
    ImmutableList.Builder<LayerMapping> result = ImmutableList.builder();
    for (Node node : chosen.program().graph().nodes()) {
      LayerMapping mapping = byNode.get(node.name());
      result.add(
          mapping != null
              ? mapping
              : new LayerMapping(
                  node.name(),
                  node.name(),
                  node.op() instanceof View ? "view" : "vector",
                  null,
                  0,
                  0,
                  0,
                  0,
                  "",
                  0));
    }
    return result.build();
  }
}
