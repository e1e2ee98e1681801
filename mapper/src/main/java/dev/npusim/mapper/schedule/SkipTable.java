package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.schedule.TensorFacts.Fate;
import dev.npusim.npu.simulate.Execution;

/** What became of each long-lived tensor of a model, and what the alternatives cost. */
final class SkipTable {
  private final ScheduleProblem problem;
  private final Plan plan;
  private final Candidate candidate;
  private final Aliases aliases;
  private final GapPlaces places;
  private final TensorFacts facts;
  private final Reasons reasons;

  SkipTable(
      ScheduleProblem problem, History.Entry winner, Candidate candidate, Execution execution) {
    this.problem = problem;
    this.plan = winner.measurement().plan();
    this.candidate = candidate;
    Graph scheduled = candidate.program().graph();
    this.aliases = Aliases.of(scheduled);
    this.places =
        new GapPlaces(
            problem.model(), scheduled, candidate.program().tiles(), aliases, candidate.groups());
    this.facts =
        new TensorFacts(
            problem, new GapCosts(problem, scheduled, candidate.groups(), execution, places));
    this.reasons = new Reasons(problem, winner);
  }

  ImmutableList<TensorDecision> rows() {
    ImmutableList.Builder<TensorDecision> rows = ImmutableList.builder();
    for (int position = 0; position < problem.gaps().size(); position++) {
      rows.add(row(position));
    }
    return rows.build();
  }

  private TensorDecision row(int position) {
    Gap gap = problem.gaps().get(position);
    Fate fate = fate(position, gap, problem.precision().bytes(gap.value()));
    return facts.row(
        gap,
        fate,
        (spill, recompute) ->
            reasons.of(
                position,
                fate.decision(),
                (double) fate.kept() / problem.precision().bytes(gap.value()),
                spill,
                recompute));
  }

  private Fate fate(int position, Gap gap, long bytes) {
    if (plan.of(position) == Treatment.RECOMPUTE) {
      return new Fate(0, 0, bytes, 0);
    }
    Stored stored = candidate.residency().find(gap.value().name());
    if (stored == null && isTiled(gap)) {
      long kept = Math.min(bytes, keptInTiles(gap.value()));
      return new Fate(kept, bytes - kept, 0, 0);
    }
    if (stored == null) {
      return new Fate(0, 0, 0, bytes);
    }
    long kept = Math.min(bytes, keptRows(gap, stored) * bytes / gap.value().type().rows());
    return new Fate(kept, bytes - kept, 0, 0);
  }

  /** Whether the tensor exists in parts only. */
  private boolean isTiled(Gap gap) {
    return gap.producerIndex() >= 0
        && aliases.pieces(gap.value()).stream()
            .noneMatch(piece -> piece.root().equals(gap.value()));
  }

  /** Of a tensor in tiles, what stays over the longest gap of each. */
  private long keptInTiles(Value value) {
    long kept = 0;
    for (Aliases.Piece piece : aliases.pieces(value)) {
      Stored tile = candidate.residency().find(piece.root().name());
      if (tile == null || tile.gaps() == 0) {
        continue;
      }
      int longest = 0;
      for (int gap = 1; gap < tile.gaps(); gap++) {
        if (length(tile, gap) > length(tile, longest)) {
          longest = gap;
        }
      }
      int rows =
          Math.min(piece.there().rowEnd(), candidate.residency().kept(tile, longest))
              - Math.max(piece.there().rowBegin(), tile.liveFrom().get(longest));
      kept +=
          Math.max(0, rows)
              * problem.precision().bytes(piece.root())
              / piece.root().type().rows()
              * piece.there().columns()
              / piece.root().type().columns();
    }
    return kept;
  }

  private static int length(Stored tile, int gap) {
    return tile.accesses().get(gap + 1) - tile.accesses().get(gap);
  }

  private long keptRows(Gap gap, Stored stored) {
    int group = places.readingGroup(gap, stored);
    int at = stored.accesses().asList().indexOf(group);
    return at >= 1
        ? candidate.residency().keptRows(stored, at - 1)
        : candidate.residency().residentRows(stored, group);
  }
}
