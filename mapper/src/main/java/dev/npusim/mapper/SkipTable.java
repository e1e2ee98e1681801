package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.TensorDecision.Decision;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.ResidencyPlan;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of each long-lived tensor of a model, and what the alternatives cost. */
final class SkipTable {
  private static final double PJ = 1e-12;

  private final Graph model;
  private final Npu npu;
  private final Precision precision;
  private final Candidate candidate;
  private final Execution execution;
  private final Set<Gap> recomputed;

  /** Why skips that are not kept were spilled. */
  private final String whySpilled;

  private final Aliases aliases;
  private final Map<String, Integer> groupOf = new HashMap<>();
  private final Map<String, LayerActivity> activities = new HashMap<>();

  SkipTable(
      Graph model,
      Precision precision,
      Candidate candidate,
      Execution execution,
      Set<Gap> recomputed,
      String whySpilled) {
    this.model = model;
    this.npu = execution.npu();
    this.precision = precision;
    this.candidate = candidate;
    this.execution = execution;
    this.recomputed = recomputed;
    this.whySpilled = whySpilled;
    Graph scheduled = candidate.program().graph();
    this.aliases = Aliases.of(scheduled);
    for (int g = 0; g < candidate.groups().size(); g++) {
      for (Node node : candidate.groups().get(g).nodes()) {
        groupOf.put(node.name(), g);
      }
    }
    for (LayerActivity layer : execution.layers()) {
      activities.put(scheduled.nodes().get(layer.node()).name(), layer);
    }
  }

  ImmutableList<TensorDecision> rows(List<Gap> gaps) {
    return gaps.stream().map(this::row).collect(ImmutableList.toImmutableList());
  }

  private TensorDecision row(Gap gap) {
    Value value = gap.value();
    long bytes = precision.bytes(value);
    long reread = gap.rereadBytes(precision);
    Cost spill = spillCost(gap, bytes);
    Cost recompute = recomputeCost(gap, reread);
    long kept = 0;
    long spilled = 0;
    long again = 0;
    long fused = 0;
    if (recomputed.contains(gap)) {
      again = bytes;
    } else {
      Stored stored = candidate.residency().find(value.name());
      long tiles = isTiled(gap) ? keptInTiles(value) : 0;
      if (isTiled(gap)) {
        kept = Math.min(bytes, tiles);
        spilled = bytes - kept;
      } else if (stored == null) {
        fused = bytes;
      } else {
        kept = Math.min(bytes, keptRows(gap, stored) * bytes / value.type().rows());
        spilled = bytes - kept;
      }
    }
    Decision decision = decision(kept, spilled, again, fused);
    return new TensorDecision(
        value.name(),
        gap.producerIndex() < 0 ? value.name() : model.nodes().get(gap.producerIndex()).name(),
        model.nodes().get(gap.consumerIndex()).name(),
        TensorDecision.Kind.valueOf(gap.kind().name()),
        bytes,
        gap.distance(),
        decision,
        kept,
        spilled,
        again,
        fused,
        (double) gap.chainMacs() / bytes,
        (double) reread / bytes,
        reread,
        spill,
        recompute,
        reason(gap.kind(), decision, kept, bytes, spill, recompute));
  }

  /**
   * The group whose read ends a gap: the reader's, or behind a concat the first that sees the
   * tensor through it.
   */
  private static int readingGroup(
      Gap gap, Graph graph, Aliases aliases, Map<String, Integer> groupOf, Stored stored) {
    Integer direct = groupOf.get(graph.nodes().get(gap.consumerIndex()).name());
    if (direct != null) {
      return direct;
    }
    int first = Integer.MAX_VALUE;
    for (int index = gap.consumerIndex() + 1; index < graph.nodes().size(); index++) {
      Node node = graph.nodes().get(index);
      Integer group = groupOf.get(node.name());
      if (group != null && reads(node, gap.value(), aliases)) {
        first = Math.min(first, group);
      }
    }
    int last = stored.accesses().get(stored.accesses().length() - 1);
    return first == Integer.MAX_VALUE ? last : first;
  }

  private static boolean reads(Node node, Value root, Aliases aliases) {
    return node.inputs().stream()
        .anyMatch(
            input -> aliases.pieces(input).stream().anyMatch(piece -> piece.root().equals(root)));
  }

  /**
   * The group that reads a gap's tensor at its end, for plans that are told to keep or spill it.
   */
  static int readingGroup(
      Gap gap, Graph graph, Aliases aliases, List<Group> groups, Stored stored) {
    Map<String, Integer> groupOf = new HashMap<>();
    for (int g = 0; g < groups.size(); g++) {
      for (Node node : groups.get(g).nodes()) {
        groupOf.put(node.name(), g);
      }
    }
    return readingGroup(gap, graph, aliases, groupOf, stored);
  }

  private boolean isTiled(Gap gap) {
    return gap.producerIndex() >= 0
        && candidate.residency().find(gap.value().name()) == null
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
              - piece.there().rowBegin();
      kept +=
          Math.max(0, rows)
              * precision.bytes(piece.root())
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
    ResidencyPlan plan = candidate.residency();
    Graph scheduled = candidate.program().graph();
    int group = readingGroup(positionIn(scheduled, gap), scheduled, aliases, groupOf, stored);
    int at = stored.accesses().asList().indexOf(group);
    return at >= 1 ? plan.kept(stored, at - 1) : plan.residentRows(stored, group);
  }

  /** The gap with its reader's position in the scheduled graph, where copies have shifted it. */
  private Gap positionIn(Graph scheduled, Gap gap) {
    String reader = model.nodes().get(gap.consumerIndex()).name();
    for (int index = gap.consumerIndex(); index < scheduled.nodes().size(); index++) {
      if (scheduled.nodes().get(index).name().equals(reader)) {
        return new Gap(
            gap.value(),
            gap.producerIndex(),
            gap.previousIndex(),
            index,
            gap.distance(),
            gap.kind(),
            gap.producers());
      }
    }
    throw new IllegalStateException("no node " + reader + " in the scheduled graph");
  }

  private static Decision decision(long kept, long spilled, long again, long fused) {
    int kinds =
        (kept > 0 ? 1 : 0) + (spilled > 0 ? 1 : 0) + (again > 0 ? 1 : 0) + (fused > 0 ? 1 : 0);
    if (kinds > 1) {
      return Decision.PARTIAL;
    }
    return kept > 0
        ? Decision.KEEP
        : spilled > 0 ? Decision.SPILL : again > 0 ? Decision.RECOMPUTE : Decision.FUSE;
  }

  /**
   * Written once (unless it is a graph input) and read once; hidden unless DRAM holds up the layers
   * at either end.
   */
  private Cost spillCost(Gap gap, long bytes) {
    long moved = gap.producerIndex() < 0 ? bytes : 2 * bytes;
    long cycles = (long) Math.ceil(moved / npu.dramBytesPerCycle());
    long stalls = dramStall(model.nodes().get(gap.consumerIndex()));
    if (gap.producerIndex() >= 0) {
      stalls += dramStall(model.nodes().get(gap.producerIndex()));
    }
    return new Cost(
        cycles / npu.clockHz(),
        Math.min(cycles, stalls) / npu.clockHz(),
        moved * 8.0 * npu.energy().dramPjPerBit().value() * PJ,
        moved,
        0);
  }

  private long dramStall(Node node) {
    LayerActivity activity = activities.get(node.name());
    Integer group = groupOf.get(node.name());
    if (group != null) {
      activity = activities.get(candidate.groups().get(group).anchor().name());
    }
    return activity == null ? 0 : activity.stalls().dram();
  }

  /** The chain's MACs at the array's peak and its weights over the bus, whichever takes longer. */
  private Cost recomputeCost(Gap gap, long reread) {
    double format = npu.array().peakMacsPerCycle(precision.macFormat());
    double compute = gap.chainMacs() / format;
    double weights = reread / npu.dramBytesPerCycle();
    double cycles = Math.max(compute, weights);
    LayerActivity reader = activities.get(model.nodes().get(gap.consumerIndex()).name());
    double idle = reader == null ? 0 : reader.stalls().dram();
    EnergySpec.Constant mac = npu.energy().macPj().get(npu.array().runsAs(precision.macFormat()));
    double macPj = mac == null ? 0 : mac.value();
    return new Cost(
        cycles / npu.clockHz(),
        Math.max(weights, compute - idle) / npu.clockHz(),
        (gap.chainMacs() * macPj + reread * 8 * npu.energy().dramPjPerBit().value()) * PJ,
        reread,
        transientBytes(gap));
  }

  /** The largest input and output together of any node of the chain. */
  private long transientBytes(Gap gap) {
    long most = 0;
    for (int position : gap.chain()) {
      Node node = model.nodes().get(position);
      long bytes = precision.bytes(node.output());
      for (Value input : node.inputs()) {
        bytes += input.isStatic() ? 0 : precision.bytes(input);
      }
      most = Math.max(most, bytes);
    }
    return most;
  }

  private String reason(
      Gap.Kind kind, Decision decision, long kept, long bytes, Cost spill, Cost recompute) {
    String why = kind == Gap.Kind.SKIP ? whySpilled : "no room";
    return switch (decision) {
      case KEEP -> "there is room for it over the whole gap";
      case FUSE -> "its reader takes it in the group that makes it";
      case RECOMPUTE ->
          recompute.energyJ() < spill.energyJ()
              ? "computing it again costs less energy than writing and reading it"
              : "recomputation was asked for";
      case PARTIAL ->
          "room for %d %% of it; the rest is spilled".formatted(Math.round(100.0 * kept / bytes));
      case SPILL ->
          recompute.energyJ() >= spill.energyJ()
              ? "%s, and rebuilding it costs %.1f times the energy of the spill"
                  .formatted(why, recompute.energyJ() / spill.energyJ())
              : why + "; rebuilding it would save energy, not time";
    };
  }
}
