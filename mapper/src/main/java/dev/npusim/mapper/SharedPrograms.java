package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
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
 * alone have in common: no program depends on it, only how long each takes. Every candidate is made
 * once and measured on all chips at once; only those are kept that are the best on some chip so
 * far, because programs are large. For one thread.
 */
public final class SharedPrograms {
  /**
   * A candidate on a chip.
   *
   * @param energyJ NaN where it was not asked for
   */
  record Figures(long cycles, double energyJ) {
    double energyDelay() {
      return energyJ * cycles;
    }
  }

  /** A candidate on all chips, or why there is none. */
  private record Measured(ImmutableList<Figures> figures, @Nullable InfeasibleException failure) {}

  private final ImmutableList<Npu> chips;
  private final Map<Object, Measured> known = new HashMap<>();
  private final Map<Object, Candidate> kept = new HashMap<>();

  /**
   * @param chips all that schedules will be asked for, equal but for the DRAM's bandwidth
   */
  public SharedPrograms(List<Npu> chips) {
    this.chips = ImmutableList.copyOf(chips);
  }

  /**
   * @param trial all that tells a candidate from the others
   * @throws InfeasibleException where there is none
   */
  Figures figures(
      Object trial,
      Npu chip,
      BiFunction<Npu, Program, Figures> measure,
      Supplier<Candidate> maker) {
    int index = chips.indexOf(chip);
    if (index < 0) {
      throw new IllegalArgumentException("a chip that was not announced");
    }
    Measured measured = known.get(trial);
    if (measured == null) {
      measured = measure(trial, measure, maker);
    }
    if (measured.failure() != null) {
      throw measured.failure();
    }
    return measured.figures().get(index);
  }

  private Measured measure(
      Object trial, BiFunction<Npu, Program, Figures> measure, Supplier<Candidate> maker) {
    Measured measured;
    try {
      Candidate candidate = maker.get();
      measured =
          new Measured(
              chips.stream()
                  .map(chip -> measure.apply(chip, candidate.program()))
                  .collect(ImmutableList.toImmutableList()),
              null);
      kept.put(trial, candidate);
    } catch (InfeasibleException e) {
      measured = new Measured(ImmutableList.of(), e);
    }
    known.put(trial, measured);
    kept.keySet().retainAll(best());
    return measured;
  }

  /** Trials that no other beats in time, energy and their product, on some chip. */
  private Set<Object> best() {
    return known.entrySet().stream()
        .filter(entry -> isBest(entry.getValue().figures()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private boolean isBest(List<Figures> own) {
    for (int chip = 0; chip < own.size(); chip++) {
      int at = chip;
      List<Figures> all =
          known.values().stream()
              .filter(each -> each.failure() == null)
              .map(each -> each.figures().get(at))
              .toList();
      Figures figures = own.get(chip);
      if (all.stream().noneMatch(other -> isBetter(other, figures))) {
        return true;
      }
    }
    return false;
  }

  /** Whatever the objective is. */
  private static boolean isBetter(Figures a, Figures b) {
    return Double.isNaN(a.energyJ())
        ? a.cycles() < b.cycles()
        : a.cycles() < b.cycles() && a.energyJ() < b.energyJ() && a.energyDelay() < b.energyDelay();
  }

  /** The candidate, made again where it was not kept. */
  Candidate candidate(Object trial, Supplier<Candidate> maker) {
    Candidate candidate = kept.get(trial);
    return candidate != null ? candidate : maker.get();
  }
}
