package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Knobs;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.plan.Placement;
import dev.npusim.mapper.plan.Problems;
import dev.npusim.mapper.plan.ResidencyPlan;
import dev.npusim.mapper.plan.ResidencyPlanner;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.mapper.plan.Workspace;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one program: forms groups, decides residency, picks tilings that fit beside it, places
 * everything, writes the instructions. Where a tiling or an address does not fit, the longest-kept
 * tensor in the way gives up its place, and it starts over.
 */
public final class ProgramBuilder {
  /**
   * Share of the free SRAM that tilings may plan with; the rest is for alignment and fragmentation.
   */
  private static final double USABLE = 0.94;

  /**
   * A smaller workspace is preferred when it costs at most this factor in time: what it frees is
   * used to prefetch.
   */
  private static final double TOLERANCE = 1.02;

  private static final int ATTEMPTS = 400;

  /** Tensors that stay are placed in pieces of about this size. */
  private static final long SLAB_BYTES = 160 << 10;

  private final Graph graph;
  private final ImmutableMap<String, String> copies;
  private final Npu npu;
  private final Precision precision;
  private final Aliases aliases;
  private final ImmutableList<Group> groups;
  private final ImmutableList<Stored> stored;
  private final TensorTable tensors;

  public ProgramBuilder(
      Graph graph, ImmutableMap<String, String> copies, Npu npu, Precision precision) {
    this.graph = graph;
    this.copies = copies;
    this.npu = npu;
    this.precision = precision;
    this.aliases = Aliases.of(graph);
    this.groups = GroupFormation.of(graph, aliases);
    this.stored = Stored.of(graph, aliases, groups);
    this.tensors = new TensorTable(graph, precision, npu.array());
  }

  public Graph graph() {
    return graph;
  }

  public ImmutableList<Group> groups() {
    return groups;
  }

  public ImmutableList<Stored> stored() {
    return stored;
  }

  public Aliases aliases() {
    return aliases;
  }

  /**
   * @throws InfeasibleException when even with everything streamed some group does not fit
   */
  public Candidate build(Knobs knobs, ContractionSearch contractions, AttentionBlocks attentions) {
    ResidencyPlan plan = initialPlan(knobs, contractions, attentions);
    double[] usable = usable();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Attempt made = attempt(plan, usable, knobs, contractions, attentions);
      if (made.blocked() < 0) {
        return emit(plan, made.context(), made.layout(), made.emitters());
      }
      if (!giveUp(plan, made.blocked(), knobs) && !shrink(usable, made.blocked())) {
        throw new InfeasibleException(
            "layer %s does not fit into %,d bytes of SRAM even with everything else in DRAM"
                .formatted(groups.get(made.blocked()).anchor().name(), knobs.budgetBytes()));
      }
    }
    throw new InfeasibleException("no placement found in " + ATTEMPTS + " attempts");
  }

  /**
   * A layout whose buffers may all have an address.
   *
   * @param blocked the first group that found no room, or -1
   */
  private record Attempt(
      int blocked, GroupContext context, Layout layout, List<GroupEmitter> emitters) {}

  private Attempt attempt(
      ResidencyPlan plan,
      double[] usable,
      Knobs knobs,
      ContractionSearch contractions,
      AttentionBlocks attentions) {
    GroupContext context = new GroupContext(npu, graph, aliases, tensors, groups, plan);
    Layout layout = new Layout();
    List<GroupEmitter> emitters = new ArrayList<>();
    int blocked = chooseTilings(knobs, plan, usable, context, emitters, contractions, attentions);
    if (blocked < 0) {
      for (int g = 0; g < groups.size(); g++) {
        emitters.get(g).layOut(layout);
        context.laidOut(g, emitters.get(g).lastStep());
      }
      addSlabs(plan, context, layout, emitters);
      Buffer failed = Placement.place(layout, knobs.budgetBytes());
      blocked = failed == null ? -1 : layout.groupOfStep(failed.issueStep());
    }
    return new Attempt(blocked, context, layout, emitters);
  }

  private double[] usable() {
    double[] usable = new double[groups.size()];
    Arrays.fill(usable, USABLE);
    return usable;
  }

  /**
   * Lets a group that found no place for its buffers plan with less; false when it is down to its
   * least.
   */
  private static boolean shrink(double[] usable, int group) {
    usable[group] *= 0.85;
    return usable[group] > 0.2;
  }

  /**
   * The smallest SRAM, in steps of 64 KiB, that some program needs: everything streamed, nothing
   * kept. Bisection.
   *
   * @return its bytes, or -1 when not even 4 GiB would do
   */
  public long smallestSram(ContractionSearch contractions, AttentionBlocks attentions) {
    long unit = 64 << 10;
    long fits = unit;
    while (!fits(fits, contractions, attentions)) {
      fits *= 2;
      if (fits > 4L << 30) {
        return -1;
      }
    }
    long low = fits / 2;
    while (fits - low > unit) {
      long middle = (low + fits) / 2 / unit * unit;
      if (fits(middle, contractions, attentions)) {
        fits = middle;
      } else {
        low = middle;
      }
    }
    return fits;
  }

  private boolean fits(long bytes, ContractionSearch contractions, AttentionBlocks attentions) {
    ResidencyPlan nothing = new ResidencyPlan(stored);
    Knobs knobs = new Knobs(bytes, 1, ImmutableSet.of(), ImmutableSet.of());
    double[] usable = usable();
    while (true) {
      int blocked = attempt(nothing, usable, knobs, contractions, attentions).blocked();
      if (blocked < 0) {
        return true;
      }
      if (!shrink(usable, blocked)) {
        return false;
      }
    }
  }

  // ---- residency ----

  private ResidencyPlan initialPlan(
      Knobs knobs, ContractionSearch contractions, AttentionBlocks attentions) {
    ResidencyPlan nothing = new ResidencyPlan(stored, knobs.pinnedRows());
    GroupContext context = new GroupContext(npu, graph, aliases, tensors, groups, nothing);
    Problems problems = new Problems(npu, precision, context);
    long budget = knobs.budgetBytes() - Arrays.stream(residentBytes(nothing)).max().orElse(0);
    Workspace workspace = new Workspace(context, precision, budget);
    long[] room = new long[groups.size()];
    double[] time = new double[groups.size()];
    ImmutableTable.Builder<String, Integer, Long> weightRoom = ImmutableTable.builder();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      long need = workspace.smallOperands(group, g);
      if (group instanceof Group.Contract contract) {
        ContractionProblem problem = problems.of(contract, -1);
        if (context.isResident(contract.anchor().input(1), g)) {
          problem = problem.withResidentWeights();
        }
        ContractionTiling tiling = pick(contractions, problem, budget * USABLE - need, 1.10);
        if (tiling == null) {
          throw infeasible(group, contractions, problem, need, budget);
        }
        need += tiling.sramBytes();
        time[g] = contractions.cycles(tiling);
        Value weight = contract.anchor().input(1);
        Stored known = nothing.find(weight.name());
        if (weight.isStatic() && known != null && known.gaps() > 0) {
          ContractionTiling without =
              pick(contractions, problem.withResidentWeights(), (double) tiling.sramBytes(), 1.10);
          if (without != null) {
            weightRoom.put(weight.name(), g, tiling.sramBytes() - without.sramBytes());
          }
        }
      } else if (group instanceof Group.Attend attend) {
        AttendChoice choice = new AttendChoice(attend, context, problems.of(attend, -1));
        AttentionCost cost =
            choice
                .best(attentions, budget / 2)
                .or(() -> choice.best(attentions, budget))
                .orElseThrow(() -> choice.infeasible(attentions, npu, budget));
        need += choice.workspace().sramBytes(cost.nest());
        time[g] = cost.cycles();
      } else if (group instanceof Group.Vector vector) {
        need += workspace.ofVector(vector, g);
        if (need > budget) {
          throw new InfeasibleException(
              "layer %s: its smallest block needs %,d bytes of SRAM; there are %,d"
                  .formatted(group.anchor().name(), need, budget));
        }
        time[g] =
            (double) group.nodes().stream().mapToLong(ProgramBuilder::laneOps).sum()
                / npu.vector().lanes()
                / npu.cores();
      }
      room[g] = (long) (budget * USABLE) - need;
    }
    return new ResidencyPlanner(stored, tensors, room, time, weightRoom.buildOrThrow()).plan(knobs);
  }

  /** Depthwise ones multiply and accumulate in the vector unit. */
  private static long laneOps(Node node) {
    return node.laneOps() + (GroupFormation.isDepthwise(node) ? node.macs() : 0);
  }

  private InfeasibleException infeasible(
      Group group,
      ContractionSearch contractions,
      ContractionProblem problem,
      long small,
      long budget) {
    long least =
        contractions.pareto(problem).stream()
            .mapToLong(ContractionTiling::sramBytes)
            .min()
            .orElse(Long.MAX_VALUE);
    if (least == Long.MAX_VALUE) {
      return new InfeasibleException(
          "layer %s: no tile fits into the accumulator of %,d bytes"
              .formatted(group.anchor().name(), npu.accumulator().sizeBytes()));
    }
    return new InfeasibleException(
        "layer %s: its smallest tile needs %,d bytes of SRAM (%,d for weights, a block of %s and slots, %,d for parameters); there are %,d"
            .formatted(
                group.anchor().name(),
                least + small,
                least,
                group.anchor().input(0).name(),
                small,
                budget));
  }

  /** Takes the longest-kept slab that is alive at a group out of SRAM; false when there is none. */
  private boolean giveUp(ResidencyPlan plan, int group, Knobs knobs) {
    Stored worst = null;
    int worstGap = -1;
    int longest = -1;
    for (Stored tensor : stored) {
      for (int gap = 0; gap < tensor.gaps(); gap++) {
        int from = tensor.accesses().get(gap);
        int to = tensor.accesses().get(gap + 1);
        boolean forced = knobs.alwaysKeep().contains(new Knobs.GapKey(tensor.root().name(), to));
        // A weight saves half as much as an activation over the same gap, see ResidencyPlanner.
        int length = (to - from) * (tensor.root().isStatic() ? 2 : 1);
        if (!forced
            && from <= group
            && group <= to
            && plan.kept(tensor, gap) > 0
            && length > longest) {
          longest = length;
          worst = tensor;
          worstGap = gap;
        }
      }
    }
    if (worst == null) {
      return false;
    }
    int kept = plan.kept(worst, worstGap);
    Tensor tensor = tensors.of(worst.root());
    int block = tensor.sparsity().of();
    plan.keep(worst, worstGap, kept > tensor.rows() / 4 ? kept / 2 / block * block : 0);
    return true;
  }

  // ---- tiling ----

  /** Chooses every group's tiling; returns the first group that finds no room, or -1. */
  private int chooseTilings(
      Knobs knobs,
      ResidencyPlan plan,
      double[] usable,
      GroupContext context,
      List<GroupEmitter> emitters,
      ContractionSearch contractions,
      AttentionBlocks attentions) {
    long[] resident = residentBytes(plan);
    Problems problems = new Problems(npu, precision, context);
    long pinned = 0;
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      pinned += slab.pinned() ? slabBytes(slab) : 0;
    }
    Workspace workspace = new Workspace(context, precision, knobs.budgetBytes() - pinned);
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      double left =
          (knobs.budgetBytes() - resident[g]) * usable[g] - workspace.smallOperands(group, g);
      GroupEmitter emitter = null;
      if (group instanceof Group.Contract contract) {
        ContractionProblem problem = problems.of(contract, g);
        ContractionTiling tiling = pick(contractions, problem, left, TOLERANCE);
        emitter =
            tiling == null ? null : new ContractEmitter(contract, g, context, problem, tiling);
      } else if (group instanceof Group.Attend attend) {
        AttendChoice choice = new AttendChoice(attend, context, problems.of(attend, g));
        AttentionCost cost = choice.best(attentions, (long) left).orElse(null);
        emitter =
            cost == null ? null : new AttendEmitter(attend, g, context, cost, choice.workspace());
      } else if (group instanceof Group.Vector vector) {
        emitter =
            workspace.ofVector(vector, g) > left && resident[g] > 0
                ? null
                : new VectorEmitter(vector, g, context, workspace.vectorBlock(vector));
      }
      if (emitter == null) {
        return g;
      }
      emitters.add(emitter);
    }
    return -1;
  }

  private static @Nullable ContractionTiling pick(
      ContractionSearch search, ContractionProblem problem, double bytes, double tolerance) {
    ContractionTiling fastest = null;
    List<ContractionTiling> front = search.pareto(problem);
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

  private long[] residentBytes(ResidencyPlan plan) {
    long[] bytes = new long[groups.size()];
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      long size = AddressSpace.align(slabBytes(slab));
      int first = slab.pinned() ? 0 : slab.firstGroup();
      int last = slab.pinned() ? groups.size() - 1 : slab.lastGroup();
      for (int g = first; g <= last; g++) {
        bytes[g] += size;
      }
    }
    return bytes;
  }

  private long slabBytes(ResidencyPlan.Slab slab) {
    Tensor tensor = tensors.of(slab.tensor().root());
    return tensor.bytes((long) (slab.end() - slab.begin()) * tensor.columns());
  }

  // ---- program ----

  private void addSlabs(
      ResidencyPlan plan, GroupContext context, Layout layout, List<GroupEmitter> emitters) {
    for (ResidencyPlan.Slab slab : plan.slabs()) {
      Value root = slab.tensor().root();
      Tensor tensor = tensors.of(root);
      boolean waits = slab.lastGroup() - slab.firstGroup() > 2;
      int firstStep = emitters.get(slab.firstGroup()).firstStep();
      int lastStep = emitters.get(slab.lastGroup()).lastStep();
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

  private Candidate emit(
      ResidencyPlan plan, GroupContext context, Layout layout, List<GroupEmitter> emitters) {
    ProgramWriter writer = new ProgramWriter(npu, tensors.all());
    Emission emission = new Emission(graph, npu, aliases, tensors, plan, writer);
    List<List<Buffer>> beginning = new ArrayList<>();
    List<List<Buffer>> ending = new ArrayList<>();
    for (int step = 0; step < layout.steps(); step++) {
      beginning.add(new ArrayList<>());
      ending.add(new ArrayList<>());
    }
    for (Buffer buffer : layout.buffers()) {
      beginning.get(buffer.issueStep()).add(buffer);
      ending.get(buffer.lastStep()).add(buffer);
    }
    // Transfers run in program order: what is needed first goes first.
    beginning.forEach(list -> list.sort(Comparator.comparingInt(Buffer::firstStep)));
    for (int step = 0; step < layout.steps(); step++) {
      emission.begin(layout, step, beginning.get(step));
      emitters.get(layout.groupOfStep(step)).emit(step, emission);
      emission.end(ending.get(step));
    }
    emission.flush();
    ImmutableList.Builder<LayerMapping> mappings = ImmutableList.builder();
    emitters.forEach(emitter -> mappings.addAll(emitter.mappings()));
    return new Candidate(
        groups,
        plan,
        mappings.build(),
        new Program(
            graph,
            copies,
            precision,
            tensors.all(),
            writer.residencies(),
            writer.instructions(),
            ImmutableSet.of(),
            emission.pinned.build(),
            ImmutableMap.of()));
  }
}
