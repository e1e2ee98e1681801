package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Region;
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
      return inTiles(gap.value(), bytes);
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

  /** Of a tensor in tiles: some never leave their group, of others a part has to go to DRAM. */
  private Fate inTiles(Value value, long bytes) {
    long fused = 0;
    long spilled = 0;
    for (Aliases.Piece piece : aliases.pieces(value)) {
      Stored tile = candidate.residency().find(piece.root().name());
      if (tile == null) {
        fused += problem.precision().bytes(piece.root(), piece.there().elements());
        continue;
      }
      for (Region region : candidate.residency().spills(tile, piece.there())) {
        spilled += problem.precision().bytes(piece.root(), region.elements());
      }
    }
    fused = Math.min(fused, bytes);
    spilled = Math.min(spilled, bytes - fused);
    return new Fate(bytes - fused - spilled, spilled, 0, fused);
  }

  /** Rows that need not come back for a reader, those that nothing reads any more among them. */
  private long keptRows(Gap gap, Stored stored) {
    int group = places.readingGroup(gap, stored);
    int at = stored.accesses().asList().indexOf(group);
    return at >= 1
        ? Math.max(candidate.residency().kept(stored, at - 1), stored.liveFrom().get(at - 1))
        : candidate.residency().residentRows(stored, group);
  }
}
