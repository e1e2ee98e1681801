package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Knobs;
import dev.npusim.mapper.plan.Layout;
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
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one program: forms groups, decides residency, picks tilings that fit beside it, places
 * everything, writes the instructions. Where a tiling or an address does not fit, the longest-kept
 * tensor in the way gives up its place, and it starts over.
 */
public final class ProgramBuilder {
  /**
   * What the first plan takes of a group's slower tilings with a smaller workspace, in time: what
   * stays in SRAM is worth more.
   */
  private static final double FIRST_TOLERANCE = 1.10;

  private static final int ATTEMPTS = 400;

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
    Arrangement arrangement = arrangement(plan, knobs.budgetBytes(), contractions, attentions);
    int blocked = -1;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      blocked = arrangement.arrange();
      if (blocked < 0) {
        return emit(plan, arrangement, knobs.lateWrites());
      }
      if (!giveUp(plan, blocked, knobs, arrangement) && !arrangement.shrink(blocked)) {
        throw new InfeasibleException(
            "layer %s does not fit into %,d bytes of SRAM even with everything else in DRAM"
                .formatted(groups.get(blocked).anchor().name(), knobs.budgetBytes()));
      }
    }
    throw new InfeasibleException(
        "no place found in %,d bytes of SRAM for all that layer %s needs at a time, in %d attempts"
            .formatted(knobs.budgetBytes(), groups.get(blocked).anchor().name(), ATTEMPTS));
  }

  private Arrangement arrangement(
      ResidencyPlan plan,
      long budgetBytes,
      ContractionSearch contractions,
      AttentionBlocks attentions) {
    return new Arrangement(
        npu,
        graph,
        precision,
        aliases,
        tensors,
        groups,
        plan,
        budgetBytes,
        contractions,
        attentions);
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
    Arrangement nothing = arrangement(new ResidencyPlan(stored), bytes, contractions, attentions);
    while (true) {
      int blocked = nothing.arrange();
      if (blocked < 0) {
        return true;
      }
      if (!nothing.shrink(blocked)) {
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
    long budget =
        knobs.budgetBytes()
            - Arrays.stream(Arrangement.residentBytes(tensors, nothing, groups.size()))
                .max()
                .orElse(0);
    Workspace workspace = new Workspace(context, precision, budget);
    List<@Nullable ContractionProblem> asked = new ArrayList<>();
    SearchesAhead ahead = new SearchesAhead();
    for (Group group : groups) {
      ContractionProblem problem = null;
      if (group instanceof Group.Contract contract) {
        problem = problems.of(contract, -1);
        ahead.add(problem);
      } else if (group instanceof Group.Attend attend) {
        ahead.add(problems.of(attend, -1));
      }
      asked.add(problem);
    }
    ahead.begin(contractions, attentions);
    long[] room = new long[groups.size()];
    double[] time = new double[groups.size()];
    ImmutableTable.Builder<String, Integer, Long> weightRoom = ImmutableTable.builder();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      long need = workspace.smallOperands(group, g);
      if (group instanceof Group.Contract contract) {
        ContractionProblem problem = Objects.requireNonNull(asked.get(g));
        if (context.isResident(contract.anchor().input(1), g)) {
          problem = problem.withResidentWeights();
        }
        ContractionTiling tiling = pick(contractions, problem, budget * Arrangement.USABLE - need);
        if (tiling == null) {
          throw infeasible(group, contractions, problem, need, budget);
        }
        need += tiling.sramBytes();
        time[g] = contractions.cycles(tiling);
        Value weight = contract.anchor().input(1);
        Stored known = nothing.find(weight.name());
        if (weight.isStatic() && known != null && known.gaps() > 0) {
          ContractionTiling without =
              pick(contractions, problem.withResidentWeights(), (double) tiling.sramBytes());
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
      room[g] = (long) (budget * Arrangement.USABLE) - need;
    }
    return new ResidencyPlanner(stored, tensors, room, time, weightRoom.buildOrThrow()).plan(knobs);
  }

  private static @Nullable ContractionTiling pick(
      ContractionSearch search, ContractionProblem problem, double bytes) {
    return Arrangement.pick(search, search.pareto(problem), bytes, FIRST_TOLERANCE);
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
  private boolean giveUp(ResidencyPlan plan, int group, Knobs knobs, Arrangement arrangement) {
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
            && plan.keptRows(tensor, gap) > 0
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
    int kept = plan.keptRows(worst, worstGap);
    int from = worst.liveFrom().get(worstGap);
    Tensor tensor = tensors.of(worst.root());
    int block = tensor.sparsity().of();
    plan.keep(
        worst, worstGap, kept > (tensor.rows() - from) / 4 ? from + kept / 2 / block * block : 0);
    // Only those that make or read it ask where it is.
    arrangement.touch(worst.accesses().get(worstGap));
    arrangement.touch(worst.accesses().get(worstGap + 1));
    return true;
  }

  // ---- program ----

  private Candidate emit(ResidencyPlan plan, Arrangement arrangement, boolean lateWrites) {
    Layout layout = arrangement.layout();
    ProgramWriter writer = new ProgramWriter(npu, tensors.all());
    Emission emission = new Emission(graph, npu, aliases, tensors, plan, writer, lateWrites);
    // Transfers run in program order: what is needed first goes first.
    List<Buffer> beginning = layout.sorted(layout.allBuffers(), Buffer::firstStep);
    beginning = layout.sorted(beginning, Buffer::issueStep);
    List<Buffer> ending = layout.sorted(beginning, Buffer::lastStep);
    int begun = 0;
    int ended = 0;
    for (int step = 0; step < layout.steps(); step++) {
      int next = begun;
      while (next < beginning.size() && beginning.get(next).issueStep() == step) {
        next++;
      }
      emission.begin(beginning.subList(begun, next));
      begun = next;
      int group = layout.groupOfStep(step);
      arrangement.emitter(group).emit(step - layout.firstStep(group), emission);
      while (ended < ending.size() && ending.get(ended).lastStep() == step) {
        emission.end(ending.get(ended++));
      }
    }
    emission.flush();
    ImmutableList.Builder<LayerMapping> mappings = ImmutableList.builder();
    for (int group = 0; group < groups.size(); group++) {
      mappings.addAll(arrangement.emitter(group).mappings());
    }
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
