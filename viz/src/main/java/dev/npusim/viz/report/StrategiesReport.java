package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.bound.Bounds;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Ways to schedule a model on a chip, side by side.
 *
 * @param model as asked for
 * @param npu its name
 * @param schedule the best, with all that was tried
 * @param strategies one row each, all together last
 * @param seconds spent scheduling
 * @param isComplete false where a person or the clock ended the search
 * @param marginal what more of something would buy; empty where nobody asked
 * @param spillFreeBytes the smallest SRAM found with which nothing is spilled
 */
public record StrategiesReport(
    String model,
    String npu,
    Schedule schedule,
    ImmutableList<StrategyResult> strategies,
    double seconds,
    boolean isComplete,
    ImmutableList<Marginal> marginal,
    OptionalLong spillFreeBytes,
    String version) {

  /**
   * The same model on another chip.
   *
   * @param change to the chip
   */
  public record Marginal(String change, Schedule.Candidate best) {}

  public Goal goal() {
    return schedule.options().goal();
  }

  /** All strategies together. */
  public StrategyResult joint() {
    return strategies.get(strategies.size() - 1);
  }

  /** The best of the others by the goal. */
  public Optional<StrategyResult> bestSingle() {
    return strategies.stream()
        .filter(row -> row != joint() && row.best().isPresent())
        .min((a, b) -> Double.compare(a.best().get().of(goal()), b.best().get().of(goal())));
  }

  /** By how much the joint plan is better than the best single one, as a part of that one. */
  public double gain() {
    double joint = joint().best().map(best -> best.of(goal())).orElse(Double.NaN);
    double single =
        bestSingle().flatMap(StrategyResult::best).map(best -> best.of(goal())).orElse(Double.NaN);
    return 1 - joint / single;
  }

  /** Distance from the bound by the goal. */
  public double gap(Schedule.Candidate candidate) {
    return Bounds.gap(candidate.of(goal()), schedule.bounds().of(goal()));
  }

  public double seconds(Schedule.Candidate candidate) {
    return candidate.cycles() / schedule.execution().npu().clockHz();
  }

  /** Skips, and residuals where there are none, by what became of them. */
  public Map<TensorDecision.Decision, Integer> fates(TensorDecision.Kind kind) {
    Map<TensorDecision.Decision, Integer> fates = new EnumMap<>(TensorDecision.Decision.class);
    schedule.tensors().stream()
        .filter(tensor -> tensor.kind() == kind)
        .forEach(tensor -> fates.merge(tensor.decision(), 1, Integer::sum));
    return fates;
  }
}
