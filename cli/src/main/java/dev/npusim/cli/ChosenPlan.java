package dev.npusim.cli;

import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Schedule.Candidate;
import dev.npusim.viz.report.Result;
import java.util.List;
import java.util.Optional;

/**
 * Of all candidates of a result one was chosen, and none is better by the objective. A step of a
 * text is chosen with what stays in SRAM and over all contexts, which its candidates do not say.
 */
final class ChosenPlan {
  private ChosenPlan() {}

  /** What is wrong with {@code candidates[]}, one line each. */
  static List<String> differences(Result result) {
    List<Candidate> chosen = result.candidates().stream().filter(Candidate::chosen).toList();
    if (chosen.size() != 1) {
      return List.of("candidates: %d were chosen, expected one".formatted(chosen.size()));
    }
    if (result.generation().isPresent()) {
      return List.of();
    }
    Goal goal = result.options().goal();
    double best = chosen.get(0).of(goal);
    Optional<Candidate> better =
        result.candidates().stream()
            .filter(candidate -> candidate.cycles() >= 0 && candidate.of(goal) < best)
            .findFirst();
    return better
        .map(
            candidate ->
                List.of(
                    "candidates: %s was chosen, though one of %s takes less %s"
                        .formatted(chosen.get(0).strategy(), candidate.strategy(), goal.lower())))
        .orElse(List.of());
  }
}
