package dev.npusim.viz.report;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.mapper.rematerialize.Outcome;
import dev.npusim.mapper.rematerialize.Replay;
import dev.npusim.mapper.rematerialize.StagedPlan;
import dev.npusim.mapper.rematerialize.TaskGraphFile;
import java.util.Optional;

/**
 * What {@code rematerialize} found.
 *
 * @param budget that no step may need more than
 * @param given with the file's order of first executions
 * @param reordered with another one, where that was asked for
 * @param seed of every random choice
 * @param isCut whether the clock or a person ended it, so that it depends on the machine
 */
public record RematerializationReport(
    long budget,
    Answer given,
    Optional<Answer> reordered,
    long seed,
    boolean isCut,
    String version,
    String command) {

  /**
   * One order of first executions.
   *
   * @param file with that order
   * @param outcome of the search
   * @param rounds of the search
   */
  public record Answer(TaskGraphFile file, Outcome outcome, long rounds) {

    /** The plan that fits, if there is one. */
    public Optional<Outcome.Fits> fits() {
      return outcome instanceof Outcome.Fits fits ? Optional.of(fits) : Optional.empty();
    }

    /** What a plan needs. */
    public Replay replay(StagedPlan plan) {
      return Replay.of(file.graph(), plan.sequence());
    }

    /** Nodes as the file calls them, in the order in which a plan runs them. */
    public ImmutableIntArray sequence(StagedPlan plan) {
      ImmutableIntArray.Builder sequence = ImmutableIntArray.builder();
      plan.sequence().forEach(node -> sequence.add(file.nodes().get(node)));
      return sequence.build();
    }

    /** Time beyond that of all first executions. */
    public double extra(StagedPlan plan) {
      return replay(plan).duration() - file.graph().totalCost();
    }

    /** The same as a share of all first executions. */
    public double extraShare(StagedPlan plan) {
      double total = file.graph().totalCost();
      return total == 0 ? 0 : extra(plan) / total;
    }

    /** Whether nothing cheaper fits in this order. */
    public boolean isOptimal() {
      return fits().map(fits -> fits.bound() >= extra(fits.plan())).orElse(false);
    }

    /** Below this no plan's duration is; the first executions alone where none is known. */
    public double lowerBound() {
      return file.graph().totalCost() + fits().map(Outcome.Fits::bound).orElse(0.0);
    }
  }

  /** The answer with the shorter sequence of those that fit, the file's order among equals. */
  public Optional<Answer> best() {
    Optional<Answer> other = reordered.filter(answer -> answer.fits().isPresent());
    if (given.fits().isEmpty()) {
      return other;
    }
    double extra = given.extra(given.fits().get().plan());
    return other
        .filter(answer -> answer.extra(answer.fits().orElseThrow().plan()) < extra)
        .or(() -> Optional.of(given));
  }
}
