package dev.npusim.mapper.emit;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.plan.Placement;
import dev.npusim.mapper.plan.Problems;
import dev.npusim.mapper.plan.ResidencyPlan;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.mapper.plan.Workspace;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tilings and layouts of all groups beside what a residency plan keeps, and addresses for
 * everything. When tensors give up their places it is asked again, and only groups that this
 * concerns are tiled and laid out anew.
 */
final class Arrangement {
  /**
   * Share of the free SRAM that tilings may plan with; the rest is for alignment and fragmentation.
   */
  static final double USABLE = 0.94;

  /**
   * A smaller workspace is preferred when it costs at most this factor in time: what it frees is
   * used to prefetch.
   */
  private static final double TOLERANCE = 1.02;

  /** Tensors that stay are placed in pieces of about this size. */
  private static final long SLAB_BYTES = 160 << 10;

  private final GroupContext context;
  private final TensorTable tensors;
  private final List<Group> groups;
  private final ResidencyPlan plan;
  private final Problems problems;
  private final Workspace workspace;
  private final ContractionSearch contractions;
  private final AttentionBlocks attentions;
  private final Placement placement;
  private final long budgetBytes;
  private final Part[] parts;
  private Layout layout = new Layout();

  /** One group: what was chosen for it, and for which room. */
  private static final class Part {
    double usable = USABLE;

    /** Whether where its operands are may have changed since. */
    boolean touched = true;

    long resident = -1;
    double chosenFor = -1;
    long small;
    @Nullable ContractionProblem problem;
    @Nullable List<ContractionTiling> front;
    @Nullable AttendChoice choice;
    long need;

    /** The tiling, blocks or region that the layout is of. */
    @Nullable Object laidOut;

    @Nullable GroupEmitter emitter;
    Layout layout = new Layout();
  }

  Arrangement(
      Npu npu,
      Graph graph,
      Precision precision,
      Aliases aliases,
      TensorTable tensors,
      List<Group> groups,
      ResidencyPlan plan,
      long budgetBytes,
      ContractionSearch contractions,
      AttentionBlocks attentions) {
    this.tensors = tensors;
    this.groups = groups;
    this.plan = plan;
    this.budgetBytes = budgetBytes;
    this.contractions = contractions;
    this.attentions = attentions;
    this.context = new GroupContext(npu, graph, aliases, tensors, groups, plan);
    this.placement = new Placement(budgetBytes);
    this.problems = new Problems(npu, precision, context);
    long pinned = 0;
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      pinned += slab.pinned() ? bytes(tensors, slab) : 0;
    }
    this.workspace = new Workspace(context, precision, budgetBytes - pinned);
    this.parts = new Part[groups.size()];
    for (int g = 0; g < parts.length; g++) {
      parts[g] = new Part();
    }
  }

  /** The placed layout of the whole program. */
  Layout layout() {
    return layout;
  }

  GroupEmitter emitter(int group) {
    GroupEmitter emitter = parts[group].emitter;
    if (emitter == null) {
      throw new IllegalStateException("group " + group + " is not laid out");
    }
    return emitter;
  }

  /** Told when the plan keeps something else over a gap that this group begins or ends. */
  void touch(int group) {
    parts[group].touched = true;
  }

  /**
   * Lets a group that found no place for its buffers plan with less; false when it is down to its
   * least.
   */
  boolean shrink(int group) {
    parts[group].usable *= 0.85;
    return parts[group].usable > 0.2;
  }

  /** Tiles, lays out and places everything; the first group that found no room, or -1. */
  int arrange() {
    long[] resident = residentBytes(tensors, plan, groups.size());
    look();
    for (int g = 0; g < parts.length; g++) {
      if (!choose(g, resident[g])) {
        return g;
      }
    }
    List<Layout> own = new ArrayList<>(parts.length);
    for (Part part : parts) {
      own.add(part.layout);
    }
    layout = new Layout(own);
    addSlabs();
    Buffer failed = placement.place(layout);
    return failed == null ? -1 : layout.groupOfStep(failed.issueStep());
  }

  /** States what has to be searched now that other operands are in SRAM, and begins with it. */
  private void look() {
    SearchesAhead ahead = new SearchesAhead();
    for (int g = 0; g < parts.length; g++) {
      Part part = parts[g];
      Group group = groups.get(g);
      if (part.touched) {
        part.touched = false;
        part.small = workspace.smallOperands(group, g);
        part.laidOut = null;
        part.front = null;
        if (group instanceof Group.Contract contract) {
          part.problem = problems.of(contract, g);
          ahead.add(part.problem);
        } else if (group instanceof Group.Attend attend) {
          part.choice = new AttendChoice(attend, context, problems.of(attend, g));
          ahead.add(part.choice.problem());
        } else if (group instanceof Group.Vector vector) {
          part.need = workspace.ofVector(vector, g);
        }
      }
    }
    ahead.begin(contractions, attentions);
  }

  /** Chooses what a group does with the room there is; false where that is too little. */
  private boolean choose(int g, long resident) {
    Part part = parts[g];
    Group group = groups.get(g);
    if (part.laidOut != null && part.resident == resident && part.chosenFor == part.usable) {
      return true;
    }
    part.resident = resident;
    part.chosenFor = part.usable;
    double left = (budgetBytes - resident) * part.usable - part.small;
    Object chosen = null;
    if (part.problem != null) {
      if (part.front == null) {
        part.front = contractions.pareto(part.problem);
      }
      chosen = pick(contractions, part.front, left, TOLERANCE);
    } else if (part.choice != null) {
      chosen = part.choice.best(attentions, (long) left).orElse(null);
    } else if (group instanceof Group.Vector vector && (part.need <= left || resident == 0)) {
      chosen = workspace.vectorBlock(vector);
    }
    if (chosen == null) {
      part.laidOut = null;
      return false;
    }
    if (!chosen.equals(part.laidOut)) {
      part.laidOut = chosen;
      part.emitter = emitter(g, part, chosen);
      part.layout = new Layout();
      part.emitter.layOut(part.layout);
    }
    return true;
  }

  private GroupEmitter emitter(int g, Part part, Object chosen) {
    Group group = groups.get(g);
    if (group instanceof Group.Contract contract
        && chosen instanceof ContractionTiling tiling
        && part.problem != null) {
      return new ContractEmitter(contract, g, context, part.problem, tiling);
    }
    if (group instanceof Group.Attend attend
        && chosen instanceof AttentionCost cost
        && part.choice != null) {
      return new AttendEmitter(attend, g, context, cost, part.choice.workspace());
    }
    if (group instanceof Group.Vector vector && chosen instanceof Region block) {
      return new VectorEmitter(vector, g, context, block);
    }
    throw new IllegalStateException("nothing was chosen for " + group.anchor().name());
  }

  /** The fastest that fits, or a smaller one that is hardly slower. */
  static @Nullable ContractionTiling pick(
      ContractionSearch search, List<ContractionTiling> front, double bytes, double tolerance) {
    ContractionTiling fastest = null;
    for (ContractionTiling tiling : front) {
      if (tiling.sramBytes() <= bytes) {
        fastest = tiling;
      }
    }
    if (fastest == null) {
      return null;
    }
    for (ContractionTiling tiling : front) {
      if (search.cost(tiling) <= search.cost(fastest) * tolerance) {
        return tiling;
      }
    }
    return fastest;
  }

  /** Bytes that a plan keeps while each group runs. */
  static long[] residentBytes(TensorTable tensors, ResidencyPlan plan, int groups) {
    long[] bytes = new long[groups + 1];
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      long size = AddressSpace.align(bytes(tensors, slab));
      bytes[slab.pinned() ? 0 : slab.firstGroup()] += size;
      bytes[slab.pinned() ? groups : slab.lastGroup() + 1] -= size;
    }
    for (int g = 1; g < groups; g++) {
      bytes[g] += bytes[g - 1];
    }
    return Arrays.copyOf(bytes, groups);
  }

  private static long bytes(TensorTable tensors, ResidencyPlan.Slab slab) {
    Tensor tensor = tensors.of(slab.tensor().root());
    return tensor.bytes((long) (slab.end() - slab.begin()) * tensor.columns());
  }

  private void addSlabs() {
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      Value root = slab.tensor().root();
      Tensor tensor = tensors.of(root);
      boolean waits = slab.lastGroup() - slab.firstGroup() > 2;
      int firstStep = layout.firstStep(slab.firstGroup());
      int lastStep = layout.lastStep(slab.lastGroup());
      // In pieces, so that they fit between others.
      long rowBytes = Math.max(1, tensor.bytes(tensor.columns()));
      // Whole blocks of rows where they have a structure.
      int block = tensor.sparsity().of();
      int rows = (int) Math.max(1, SLAB_BYTES / rowBytes / block) * block;
      for (int row = slab.begin(); row < slab.end(); row += rows) {
        Region region = new Region(row, Math.min(slab.end(), row + rows), 0, tensor.columns());
        layout.add(
            new Buffer(
                slab.pinned()
                    ? Buffer.Fill.PINNED
                    : slab.made() ? Buffer.Fill.MADE : Buffer.Fill.FETCHED,
                tensor,
                region,
                root.isStatic()
                    ? Use.WEIGHTS
                    : waits && !slab.pinned() ? Use.SKIPS : Use.ACTIVATIONS,
                tensor.bytes(region),
                context.position(groups.get(slab.firstGroup()).anchor()),
                firstStep,
                lastStep,
                root.isStatic() ? 0 : firstStep));
      }
    }
  }
}
