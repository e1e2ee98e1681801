package dev.npusim.mapper.emit;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gated;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.LayerNest;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.tile.ContractionNest;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a contraction group after its tiling (see {@link ContractionTiling} for the loops). */
final class ContractEmitter implements GroupEmitter {
  private final Group.Contract group;
  private final GroupContext context;
  private final ContractionProblem problem;
  private final ContractionTiling tiling;
  private final ContractShape shape;
  private final ContractLayout layout;
  private final Aliases aliases;
  private final Node anchor;
  private final Value input;

  /** Who makes the result. */
  private final Node last;

  private final Map<String, Ring> rings = new HashMap<>();
  private final int cores;

  /** Partial sums of the tile that each core works on. */
  private final List<List<Access>> partialSums = new ArrayList<>();

  private final @Nullable Widening widening;

  /** Finished tiles whose drain waits until the next step's weights are widened. */
  private final List<Finished> finished = new ArrayList<>();

  private int madeRows;
  private int nextStatistics;
  private final int[] accumulatorSlot;

  private record Finished(
      int core,
      ContractLayout.Slice slice,
      int row,
      int rowEnd,
      List<Region> panels,
      List<Access> sums) {}

  ContractEmitter(
      Group.Contract group,
      int index,
      GroupContext context,
      ContractionProblem problem,
      ContractionTiling tiling) {
    this.group = group;
    this.context = context;
    this.problem = problem;
    this.tiling = tiling;
    this.aliases = context.aliases();
    this.anchor = group.anchor();
    this.input = anchor.input(0);
    this.last = group.nodes().get(group.nodes().size() - 1);
    this.shape = new ContractShape(anchor, problem, tiling);
    this.cores = context.npu().cores();
    this.accumulatorSlot = new int[cores];
    for (int core = 0; core < cores; core++) {
      partialSums.add(List.of());
    }
    this.widening =
        Widening.isNeeded(problem)
            ? new Widening(context.npu(), context.tensors(), anchor, tiling, shape)
            : null;
    this.layout = new ContractLayout(group, index, context, problem, tiling, shape, widening);
  }

  @Override
  public void layOut(Layout target) {
    layout.layOut(target);
  }

  @Override
  public void emit(int step, Emission emission) {
    if (rings.isEmpty()) {
      layout.slotBuffers.forEach(
          (name, buffer) -> rings.put(name, new Ring(buffer, ContractionTiling.slots(cores))));
    }
    Chain chain = new Chain(emission, aliases, rings);
    if (step < layout.first()) {
      emitStatistics(emission, chain, layout.statisticsSteps.get(step));
      return;
    }
    ContractLayout.Slice slice = layout.slices.get(step - layout.first());
    if (widening != null) {
      emission.writer.core(slice.core());
      widening.widen(emission, slice, Objects.requireNonNull(rings.get(widening.tensor().name())));
      drainFinished(emission, chain);
    }
    int core = slice.core();
    for (int row = slice.rowBegin(); row < slice.rowEnd(); row += tiling.tileM()) {
      emission.writer.core(core);
      int rowEnd = Math.min(slice.rowEnd(), row + tiling.tileM());
      make(emission, chain, row, rowEnd, slice);
      emitTile(emission, chain, core, slice, row, rowEnd);
      core = (core + 1) % cores;
    }
    if (step == layout.last()) {
      drainFinished(emission, chain);
    }
  }

  private void drainFinished(Emission emission, Chain chain) {
    List<Finished> tiles = List.copyOf(finished);
    finished.clear();
    for (Finished tile : tiles) {
      emission.writer.core(tile.core());
      drain(emission, chain, tile);
    }
  }

  private void emitStatistics(Emission emission, Chain chain, Region rows) {
    Node norm = group.prologue().get(0);
    emission.writer.core(nextStatistics);
    nextStatistics = (nextStatistics + 1) % cores;
    List<Stage> stages = new ArrayList<>();
    chain.statistics(List.of(norm), rows, stages);
    int layer = emission.position(norm);
    List<Access> reads = new ArrayList<>();
    emission.obtain(layer, norm.input(0), rows, rings.get(norm.input(0).name()), reads);
    emission.writer.vector(stages, reads, List.of());
    emission.tileDone();
  }

  /**
   * Makes the prologue's rows for this tile, and for the next one of the block so that the array
   * need not wait.
   */
  private void make(
      Emission emission, Chain chain, int row, int rowEnd, ContractLayout.Slice slice) {
    if (group.prologue().isEmpty()) {
      return;
    }
    int whole = anchor.output().type().wholeRegion().rowEnd();
    int ahead = Math.min(slice.rowEnd(), rowEnd + tiling.tileM());
    if (ahead == rowEnd && slice.rowEnd() < whole) {
      // The next block's rows have room from this block's first step on.
      ahead = Math.min(whole, rowEnd + Math.min(tiling.tileM(), tiling.blockRows()));
    }
    Region need = shape.inputRegion(row, ahead);
    int until = ahead == whole ? input.type().wholeRegion().rowEnd() : need.rowEnd();
    int width = input.type().wholeRegion().columnEnd();
    while (madeRows < until) {
      Region rows =
          new Region(madeRows, Math.min(until, madeRows + shape.prologueRows()), 0, width);
      List<Stage> stages = new ArrayList<>();
      List<Access> reads = new ArrayList<>();
      chain.compute(group.prologue(), null, rows, stages, reads);
      Value made = context.wholeRoot(input);
      emission.writer.vector(stages, reads, emission.resident(context.tensors().of(made), rows));
      madeRows = rows.rowEnd();
    }
  }

  private void emitTile(
      Emission emission, Chain chain, int core, ContractLayout.Slice slice, int row, int rowEnd) {
    int layer = emission.position(anchor);
    List<Region> panels = shape.anchorColumns(slice.columnBegin(), slice.columnEnd());
    if (slice.k0() == 0) {
      openPartialSums(emission, core, row, rowEnd, panels);
    }
    Tensor weights = context.tensors().of(aliases.pieces(anchor.input(1)).get(0).root());
    Region inputRows = shape.inputRegion(row, rowEnd);
    List<Access> operands = new ArrayList<>();
    for (int k = slice.k0(); k < slice.k1(); k += tiling.tileK()) {
      int kEnd = Math.min(slice.k1(), k + tiling.tileK());
      for (int panel = 0; panel < panels.size(); panel++) {
        Region columnRange = panels.get(panel);
        operands.clear();
        Region inputTile = shape.inputTile(inputRows, columnRange, k, kEnd);
        emission.obtain(layer, input, inputTile, null, operands);
        Region weightRegion = shape.weightRegion(slice.batch(), k, kEnd, columnRange);
        if (widening != null) {
          operands.add(widening.of(weightRegion));
        } else if (anchor.input(1).isStatic()) {
          operands.addAll(emission.resident(weights, weightRegion));
        } else {
          emission.obtain(layer, anchor.input(1), weightRegion, null, operands);
        }
        int groups = shape.groupsIn(columnRange);
        emission.writer.array(
            layer,
            tiling.dataflow(),
            groups,
            rowEnd - row,
            columnRange.columns() / groups,
            k,
            kEnd,
            partialSums.get(core).get(panel),
            operands);
      }
    }
    if (slice.k1() == shape.reduction) {
      finished.add(new Finished(core, slice, row, rowEnd, panels, partialSums.get(core)));
      // The vector unit works in order: the drain of a step's last tile, which waits for the array,
      // would keep it from widening the next step's weights meanwhile.
      boolean waits =
          widening != null && rowEnd == slice.rowEnd() && accumulatorSlots(emission) > 1;
      if (!waits) {
        drainFinished(emission, chain);
      }
    }
  }

  private long accumulatorTileBytes() {
    return AddressSpace.align(
        (long) shape.tileRows() * tiling.tileN() * Precision.PARTIAL_SUM_BYTES);
  }

  private int accumulatorSlots(Emission emission) {
    long perSlot = accumulatorTileBytes() * problem.panels();
    return (int) Math.max(1, Math.min(4, emission.npu.accumulator().sizeBytes() / perSlot));
  }

  private void openPartialSums(
      Emission emission, int core, int row, int rowEnd, List<Region> panels) {
    List<Access> sums = new ArrayList<>();
    long tileBytes = accumulatorTileBytes();
    long address =
        accumulatorSlot[core] % accumulatorSlots(emission) * tileBytes * problem.panels();
    accumulatorSlot[core]++;
    Tensor tensor = context.tensors().of(anchor.output());
    for (Region columnRange : panels) {
      Region region = new Region(row, rowEnd, columnRange.columnBegin(), columnRange.columnEnd());
      int residency =
          emission.writer.open(
              Memory.ACCUMULATOR,
              address,
              AddressSpace.align(region.elements() * Precision.PARTIAL_SUM_BYTES),
              tensor,
              region,
              Use.WORKSPACE);
      sums.add(new Access(residency, region));
      address += tileBytes;
    }
    partialSums.set(core, sums);
  }

  /** Bias, rounding, epilogue, statistics; then the result goes where it stays or to a slot. */
  private void drain(Emission emission, Chain chain, Finished tile) {
    int row = tile.row();
    int rowEnd = tile.rowEnd();
    int layer = emission.position(anchor);
    List<Stage> stages = new ArrayList<>();
    List<Access> reads = new ArrayList<>(tile.sums());
    for (Region columnRange : tile.panels()) {
      Region region = new Region(row, rowEnd, columnRange.columnBegin(), columnRange.columnEnd());
      stages.add(new Stage(layer, Stage.Kind.DRAIN, region, region.elements(), 0));
      if (anchor.inputs().size() > 2) {
        emission.obtain(layer, anchor.input(2), shape.biasRegion(columnRange), null, reads);
      }
    }
    Region region = new Region(row, rowEnd, tile.slice().columnBegin(), tile.slice().columnEnd());
    chain.compute(group.epilogue(), anchor.output(), region, stages, reads);
    chain.statistics(group.statistics(), region, stages);
    List<Access> writes =
        emission.result(
            emission.position(last), group.output(), region, rings.get(group.output().name()));
    emission.writer.vector(stages, reads, writes);
    emission.tileDone();
  }

  @Override
  public List<LayerMapping> mappings() {
    String loops =
        "for rows/%d { for columns/%d { for rows/%d { for k/%d } } }"
            .formatted(tiling.blockRows(), tiling.tileN(), tiling.tileM(), tiling.tileK());
    List<LayerMapping> result = new ArrayList<>();
    for (Node node : group.nodes()) {
      boolean isAnchor = node.equals(anchor);
      result.add(
          new LayerMapping(
              node.name(),
              anchor.name(),
              isAnchor ? "array" : "vector",
              isAnchor ? tiling.dataflow() : null,
              isAnchor ? tiling.tileM() : 0,
              isAnchor ? tiling.tileN() : 0,
              isAnchor ? tiling.tileK() : 0,
              tiling.blockRows(),
              isAnchor
                  ? loops
                  : (node.op() instanceof Gated ? "two tiles at a time" : "with " + anchor.name()),
              isAnchor ? context.spatialUtilization(problem, tiling) : 0,
              isAnchor ? Optional.of(nest()) : Optional.empty(),
              Optional.empty()));
    }
    return result;
  }

  private LayerNest nest() {
    ContractionNest nest =
        new ContractionNest(
            context.npu(),
            problem.layer(),
            problem.panels(),
            problem.groups() > 1,
            tiling.dataflow());
    Mapping mapping = nest.mapping(tiling.loops()).orElseThrow();
    return LayerNest.of(nest.architecture(), problem.layer(), mapping);
  }
}
