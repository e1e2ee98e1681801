package dev.npusim.mapper.emit;

import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionSearch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Searches that a program is going to ask for. Candidates of one model are made at the same time
 * and ask for the same ones in the same order: done one by one, each thread would wait for the
 * other at every layer.
 */
final class SearchesAhead {
  private final Set<ContractionProblem> contractions = new LinkedHashSet<>();
  private final Set<AttentionProblem> attentions = new LinkedHashSet<>();

  void add(ContractionProblem problem) {
    contractions.add(problem);
  }

  void add(AttentionProblem problem) {
    attentions.add(problem);
  }

  /** Does all that no thread has begun, on all cores. */
  void begin(ContractionSearch tilings, AttentionBlocks blocks) {
    List<Runnable> work = new ArrayList<>();
    attentions.forEach(problem -> work.add(() -> blocks.begin(problem)));
    contractions.stream()
        .map(ContractionProblem::allStreamed)
        .distinct()
        .forEach(problem -> work.add(() -> tilings.beginCounting(problem)));
    work.parallelStream().forEach(Runnable::run);
    contractions.parallelStream().forEach(tilings::begin);
  }
}
