package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The best that one strategy alone came to.
 *
 * @param strategy its name; {@code joint} stands for all of them together
 * @param plans it had measured
 * @param best empty where none of its plans led to a program
 */
public record StrategyResult(String strategy, int plans, Optional<Schedule.Candidate> best) {

  /** All strategies together. */
  public static final String JOINT = "joint";

  /** Works on what the others found: no strategy of its own. */
  private static final String SEARCH = "local-search";

  /** A row per single strategy, in the order in which they were asked, and one for all together. */
  public static ImmutableList<StrategyResult> of(Schedule schedule) {
    Map<String, List<Schedule.Candidate>> byStrategy = new LinkedHashMap<>();
    for (Schedule.Candidate candidate : schedule.candidates()) {
      byStrategy.computeIfAbsent(candidate.strategy(), key -> new ArrayList<>()).add(candidate);
    }
    Goal goal = schedule.options().goal();
    ImmutableList.Builder<StrategyResult> rows = ImmutableList.builder();
    byStrategy.forEach(
        (strategy, candidates) -> {
          if (!strategy.equals(SEARCH)) {
            rows.add(new StrategyResult(strategy, candidates.size(), best(candidates, goal)));
          }
        });
    rows.add(
        new StrategyResult(
            JOINT,
            schedule.candidates().size(),
            schedule.candidates().stream().filter(Schedule.Candidate::chosen).findFirst()));
    return rows.build();
  }

  private static Optional<Schedule.Candidate> best(List<Schedule.Candidate> candidates, Goal goal) {
    return candidates.stream()
        .filter(candidate -> candidate.cycles() >= 0)
        .min(Comparator.comparingDouble(candidate -> candidate.of(goal)));
  }
}
