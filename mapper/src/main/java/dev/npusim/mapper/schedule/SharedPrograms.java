package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.ProgramTiming;
import dev.npusim.npu.simulate.Simulator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Programs that schedules of one model under equal options on chips which differ in DRAM bandwidth
 * alone have in common: no program depends on it, only how long each takes. Every plan's is made
 * once and measured on all chips at once; only those are kept that are the best on some chip so
 * far, because programs are large. For one thread.
 */
public final class SharedPrograms {
  /** A plan on all chips, or why it has no program. */
  private record Measured(
      ImmutableList<Measurement> figures, @Nullable InfeasibleException failure) {}

  private record Kept(Candidate candidate, ProgramTiming timing) {}

  private final ImmutableList<Npu> chips;
  private final Map<Plan, Measured> known = new HashMap<>();
  private final Map<Plan, Kept> kept = new HashMap<>();

  private final ProgramClock clock;

  /**
   * @param chips all that schedules will be asked for, equal but for the DRAM's bandwidth
   */
  public SharedPrograms(List<Npu> chips) {
    this(chips, new ProgramClock());
  }

  /**
   * @param clock told what making and timing programs takes
   */
  public SharedPrograms(List<Npu> chips, ProgramClock clock) {
    this.chips = ImmutableList.copyOf(chips);
    this.clock = clock;
  }

  /**
   * What {@code plan} takes on {@code chip}.
   *
   * @param measure a program on all chips, in their order
   * @throws InfeasibleException where it has no program
   */
  Measurement measurement(
      Plan plan,
      Npu chip,
      Goal goal,
      BiFunction<List<Npu>, ProgramTiming, ImmutableList<Measurement>> measure,
      Supplier<Candidate> maker) {
    int index = chips.indexOf(chip);
    if (index < 0) {
      throw new IllegalArgumentException("a chip that was not announced");
    }
    Measured measured = known.get(plan);
    if (measured == null) {
      measured = measure(plan, goal, measure, maker);
    }
    if (measured.failure() != null) {
      throw measured.failure();
    }
    return measured.figures().get(index);
  }

  private Measured measure(
      Plan plan,
      Goal goal,
      BiFunction<List<Npu>, ProgramTiming, ImmutableList<Measurement>> measure,
      Supplier<Candidate> maker) {
    Measured measured;
    try {
      Candidate candidate = clock.during(ProgramClock.Work.PROGRAMS, maker);
      ProgramTiming timing =
          clock.during(
              ProgramClock.Work.TIMING, () -> new ProgramTiming(chips.get(0), candidate.program()));
      measured =
          new Measured(
              clock.during(ProgramClock.Work.TIMING, () -> measure.apply(chips, timing)), null);
      kept.put(plan, new Kept(candidate, timing));
    } catch (InfeasibleException e) {
      measured = new Measured(ImmutableList.of(), e);
    }
    known.put(plan, measured);
    kept.keySet().retainAll(best(goal));
    return measured;
  }

  /** Plans that no other beats on some chip. */
  private Set<Plan> best(Goal goal) {
    double[] least = new double[chips.size()];
    for (int chip = 0; chip < least.length; chip++) {
      int at = chip;
      least[chip] =
          known.values().stream()
              .filter(each -> each.failure() == null)
              .mapToDouble(each -> each.figures().get(at).of(goal))
              .min()
              .orElse(Double.NaN);
    }
    return known.entrySet().stream()
        .filter(entry -> isBest(entry.getValue().figures(), goal, least))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean isBest(List<Measurement> own, Goal goal, double[] least) {
    for (int chip = 0; chip < own.size(); chip++) {
      if (own.get(chip).of(goal) <= least[chip]) {
        return true;
      }
    }
    return false;
  }

  /** The program, made again where it was not kept. */
  Candidate candidate(Plan plan, Supplier<Candidate> maker) {
    Kept known = kept.get(plan);
    return known != null ? known.candidate() : clock.during(ProgramClock.Work.PROGRAMS, maker);
  }

  /** A candidate's run on one of the chips, with every count. */
  Execution execution(Npu chip, Candidate candidate) {
    return kept.values().stream()
        .filter(known -> known.candidate() == candidate)
        .findAny()
        .map(known -> known.timing().execution(chip))
        .orElseGet(() -> Simulator.run(chip, candidate.program()));
  }
}
