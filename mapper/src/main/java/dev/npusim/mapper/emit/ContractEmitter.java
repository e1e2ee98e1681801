package dev.npusim.mapper.emit;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.MatMul;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays out and writes a contraction group after its tiling (see {@link ContractionTiling} for the
 * loops).
 */
final class ContractEmitter implements GroupEmitter {
  /** One step: some of the loops' ranges. */
  private record Slice(
      int batch,
      int rowBegin,
      int rowEnd,
      int columnBegin,
      int columnEnd,
      int k0,
      int k1,
      boolean firstColumns) {}

  private final Group.Contract group;
  private final int index;
  private final GroupContext context;
  private final ContractionProblem problem;
  private final ContractionTiling tiling;
  private final Aliases aliases;
  private final Node anchor;
  private final Value input;
  private final Value source;
  private final int reduction;
  private final int columns;
  private final int rowsPerBatch;
  private final TreeMap<Integer, Slice> slices = new TreeMap<>();
  private final TreeMap<Integer, Region> statisticsSteps = new TreeMap<>();
  private final Map<String, Buffer> slotBuffers = new LinkedHashMap<>();
  private final Map<String, Ring> rings = new HashMap<>();
  private final List<Access> partialSums = new ArrayList<>();
  private int first;
  private int last;
  private int madeRows;
  private int accumulatorSlot;

  ContractEmitter(
      Group.Contract group,
      int index,
      GroupContext context,
      ContractionProblem problem,
      ContractionTiling tiling) {
    this.group = group;
    this.index = index;
    this.context = context;
    this.problem = problem;
    this.tiling = tiling;
    this.aliases = context.aliases();
    this.anchor = group.anchor();
    this.input = anchor.input(0);
    this.source = group.prologue().isEmpty() ? input : group.prologue().get(0).input(0);
    this.reduction = Math.toIntExact(problem.k());
    this.columns = Math.toIntExact(problem.n());
    this.rowsPerBatch = Math.toIntExact(problem.m());
  }

  // ---- layout ----

  @Override
  public void layOut(Layout layout) {
    first = layout.steps();
    if (context.needsStatisticsPass(group)) {
      for (Region rows : rowPieces(source.type().wholeRegion(), statisticsRows())) {
        statisticsSteps.put(layout.addStep(index), rows);
      }
    }
    int batches = Math.toIntExact(problem.batch());
    boolean oneRowTile = tiling.blockRows() <= tiling.tileM();
    for (int batch = 0; batch < batches; batch++) {
      for (int row = 0; row < rowsPerBatch; row += tiling.blockRows()) {
        for (int column = 0; column < columns; column += tiling.tileN()) {
          int kStep = oneRowTile ? tiling.tileK() : reduction;
          for (int k = 0; k < reduction; k += kStep) {
            slices.put(
                layout.addStep(index),
                new Slice(
                    batch,
                    batch * rowsPerBatch + row,
                    batch * rowsPerBatch + Math.min(rowsPerBatch, row + tiling.blockRows()),
                    column,
                    Math.min(columns, column + tiling.tileN()),
                    k,
                    Math.min(reduction, k + kStep),
                    column == 0));
          }
        }
      }
    }
    last = layout.steps() - 1;
    layOutWeights(layout);
    layOutInput(layout);
    layOutSmallOperands(layout);
    layOutSlots(layout);
  }

  private void layOutWeights(Layout layout) {
    Value weight = anchor.input(1);
    Map<Region, Integer> firstUse = new LinkedHashMap<>();
    for (Map.Entry<Integer, Slice> entry : slices.entrySet()) {
      Slice slice = entry.getValue();
      for (int k = slice.k0(); k < slice.k1(); k += tiling.tileK()) {
        for (Region columnRange : anchorColumns(slice.columnBegin(), slice.columnEnd())) {
          Region region =
              weightRegion(slice.batch(), k, Math.min(slice.k1(), k + tiling.tileK()), columnRange);
          boolean pass = !tiling.pinned() || firstUse.putIfAbsent(region, entry.getKey()) == null;
          if (pass) {
            addFetched(
                layout,
                weight,
                region,
                Use.WEIGHTS,
                entry.getKey(),
                tiling.pinned() ? last : entry.getKey());
          }
        }
      }
    }
  }

  /** Adds buffers for what is not resident of a region of a value, by the roots it is stored in. */
  private void addFetched(
      Layout layout, Value value, Region region, Use use, int firstStep, int lastStep) {
    int layer = context.position(anchor);
    if (value.isStatic()) {
      Tensor tensor = context.tensors().of(value);
      layout.add(
          new Buffer(
              Buffer.Fill.FETCHED,
              tensor,
              region,
              use,
              tensor.bytes(region),
              layer,
              firstStep,
              lastStep,
              0));
      return;
    }
    for (Aliases.Part part : aliases.resolve(value, region)) {
      Tensor tensor = context.tensors().of(part.root());
      int kept = context.residentRows(part.root(), index);
      Region r = part.region();
      if (r.rowEnd() > kept) {
        Region missing =
            new Region(Math.max(kept, r.rowBegin()), r.rowEnd(), r.columnBegin(), r.columnEnd());
        layout.add(
            new Buffer(
                Buffer.Fill.FETCHED,
                tensor,
                missing,
                use,
                tensor.bytes(missing),
                layer,
                firstStep,
                lastStep,
                context.availableFrom(part.root())));
      }
    }
  }

  /**
   * The first operand's rows, block by block: each row comes in once, and goes when no later block
   * needs it.
   */
  private void layOutInput(Layout layout) {
    record Need(int firstStep, int lastStep, Region region) {}
    List<Need> needs = new ArrayList<>();
    for (Map.Entry<Integer, Slice> entry : slices.entrySet()) {
      Slice slice = entry.getValue();
      Region region = inputRegion(slice.rowBegin(), slice.rowEnd());
      int size = needs.size();
      if (size > 0 && needs.get(size - 1).region().equals(region)) {
        needs.set(size - 1, new Need(needs.get(size - 1).firstStep(), entry.getKey(), region));
      } else {
        needs.add(new Need(entry.getKey(), entry.getKey(), region));
      }
    }
    boolean made = !group.prologue().isEmpty();
    int done = 0;
    for (int block = 0; block < needs.size(); block++) {
      Need need = needs.get(block);
      int end =
          block == needs.size() - 1 && made
              ? input.type().wholeRegion().rowEnd()
              : need.region().rowEnd();
      if (end <= done) {
        continue;
      }
      Region fresh = new Region(done, end, need.region().columnBegin(), need.region().columnEnd());
      int until = need.lastStep();
      for (int later = block + 1; later < needs.size(); later++) {
        if (needs.get(later).region().rowBegin() < end) {
          until = needs.get(later).lastStep();
        }
      }
      if (made) {
        int from = block == 0 ? need.firstStep() : needs.get(block - 1).firstStep();
        Tensor tensor = context.tensors().of(root(input));
        layout.add(
            new Buffer(
                Buffer.Fill.MADE,
                tensor,
                fresh,
                Use.ACTIVATIONS,
                tensor.bytes(fresh),
                -1,
                from,
                until,
                from));
      } else {
        addFetched(layout, input, fresh, Use.ACTIVATIONS, need.firstStep(), until);
      }
      done = end;
    }
  }

  private Value root(Value value) {
    Value root = aliases.identity(value);
    if (root == null) {
      throw new IllegalStateException(value.name() + " is made of parts");
    }
    return root;
  }

  /** Biases, scales and other operands that are short enough to stay for the whole group. */
  private void layOutSmallOperands(Layout layout) {
    for (Node node : group.nodes()) {
      int from = node == anchor ? 2 : 0;
      for (int i = from; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.staysWhole(group, node, value)) {
          addFetched(
              layout,
              value,
              value.isStatic()
                  ? context.tensors().stored(value, value.type().wholeRegion())
                  : value.type().wholeRegion(),
              value.isStatic() ? Use.WEIGHTS : Use.ACTIVATIONS,
              first,
              last);
        }
      }
    }
  }

  private void layOutSlots(Layout layout) {
    int tileRows = Math.min(tiling.tileM(), tiling.blockRows());
    for (Node node : group.epilogue()) {
      for (Value value : context.rowOperands(group, node)) {
        if (!context.isResident(value, index)) {
          addSlots(layout, value, context.slotBytes(value, tileRows, tiling.tileN()));
        }
      }
    }
    for (Node node : group.prologue()) {
      for (Value value : context.rowOperands(group, node)) {
        if (!context.isResident(value, index)) {
          long rows = Math.max(prologueRows(), statisticsSteps.isEmpty() ? 0 : statisticsRows());
          addSlots(layout, value, context.slotBytes(value, rows, value.type().columns()));
        }
      }
    }
    if (!context.staysAfter(group.output(), index)) {
      addSlots(layout, group.output(), context.slotBytes(group.output(), tileRows, tiling.tileN()));
    }
  }

  private void addSlots(Layout layout, Value value, long bytes) {
    slotBuffers.computeIfAbsent(
        value.name(),
        key ->
            layout.slots(
                context.tensors().of(aliases.pieces(value).get(0).root()),
                ContractionTiling.SLOTS,
                bytes,
                first,
                last));
  }

  /** Rows of the prologue that are made at a time: about one tile's worth. */
  private int prologueRows() {
    return (int) problem.freshRowsFor(tileRows());
  }

  private int tileRows() {
    return Math.min(tiling.tileM(), tiling.blockRows());
  }

  private int statisticsRows() {
    return prologueRows();
  }

  private static List<Region> rowPieces(Region whole, int rows) {
    List<Region> pieces = new ArrayList<>();
    for (int row = whole.rowBegin(); row < whole.rowEnd(); row += rows) {
      pieces.add(
          new Region(
              row, Math.min(whole.rowEnd(), row + rows), whole.columnBegin(), whole.columnEnd()));
    }
    return pieces;
  }

  /** The anchor's columns behind columns of the result: two ranges for a gated unit. */
  private List<Region> anchorColumns(int begin, int end) {
    List<Region> ranges = new ArrayList<>();
    for (int panel = 0; panel < problem.panels(); panel++) {
      ranges.add(new Region(0, 1, begin + panel * columns, end + panel * columns));
    }
    return ranges;
  }

  private Region weightRegion(int batch, int k0, int k1, Region columnRange) {
    int c0 = columnRange.columnBegin();
    int c1 = columnRange.columnEnd();
    if (anchor.op() instanceof MatMul product) {
      return product.transposeB()
          ? new Region(batch * columns + c0, batch * columns + c1, k0, k1)
          : new Region(batch * reduction + k0, batch * reduction + k1, c0, c1);
    }
    return new Region(k0, k1, c0, c1);
  }

  /** Rows (and all columns) of the first operand that output rows need. */
  private Region inputRegion(int rowBegin, int rowEnd) {
    Region whole = anchor.output().type().wholeRegion();
    Region out = new Region(rowBegin, rowEnd, 0, whole.columnEnd());
    return anchor.op() instanceof MatMul
        ? new Region(rowBegin, rowEnd, 0, reduction)
        : Footprint.of(anchor, 0, out);
  }

  @Override
  public int firstStep() {
    return first;
  }

  @Override
  public int lastStep() {
    return last;
  }

  // ---- emission ----

  @Override
  public void emit(int step, Emission emission) {
    if (rings.isEmpty()) {
      slotBuffers.forEach(
          (name, buffer) -> rings.put(name, new Ring(buffer, ContractionTiling.SLOTS)));
    }
    Chain chain = new Chain(emission, aliases, rings);
    Region statistics = statisticsSteps.get(step);
    if (statistics != null) {
      emitStatistics(emission, chain, statistics);
      return;
    }
    Slice slice = slices.get(step);
    if (slice == null) {
      throw new IllegalStateException("step " + step + " is not of group " + anchor.name());
    }
    for (int row = slice.rowBegin(); row < slice.rowEnd(); row += tiling.tileM()) {
      int rowEnd = Math.min(slice.rowEnd(), row + tiling.tileM());
      make(emission, chain, row, rowEnd, slice);
      emitTile(emission, chain, slice, row, rowEnd);
    }
  }

  private void emitStatistics(Emission emission, Chain chain, Region rows) {
    Node norm = group.prologue().get(0);
    List<Stage> stages = new ArrayList<>();
    chain.statistics(List.of(norm), rows, stages);
    int layer = emission.position(norm);
    emission.writer.vector(
        stages, emission.obtain(layer, source, rows, rings.get(source.name())), List.of());
    emission.tileDone();
  }

  /**
   * Makes the prologue's rows for this tile, and for the next one of the block so that the array
   * need not wait.
   */
  private void make(Emission emission, Chain chain, int row, int rowEnd, Slice slice) {
    if (group.prologue().isEmpty()) {
      return;
    }
    int whole = anchor.output().type().wholeRegion().rowEnd();
    int ahead = Math.min(slice.rowEnd(), rowEnd + tiling.tileM());
    if (ahead == rowEnd && slice.rowEnd() < whole) {
      // The next block's rows have room from this block's first step on.
      ahead = Math.min(whole, rowEnd + Math.min(tiling.tileM(), tiling.blockRows()));
    }
    Region need = inputRegion(row, ahead);
    int until = ahead == whole ? input.type().wholeRegion().rowEnd() : need.rowEnd();
    int width = input.type().wholeRegion().columnEnd();
    while (madeRows < until) {
      Region rows = new Region(madeRows, Math.min(until, madeRows + prologueRows()), 0, width);
      List<Stage> stages = new ArrayList<>();
      List<Access> reads = new ArrayList<>();
      chain.compute(group.prologue(), null, rows, stages, reads);
      Value made = root(input);
      emission.writer.vector(stages, reads, emission.resident(context.tensors().of(made), rows));
      madeRows = rows.rowEnd();
    }
  }

  private void emitTile(Emission emission, Chain chain, Slice slice, int row, int rowEnd) {
    int layer = emission.position(anchor);
    List<Region> panels = anchorColumns(slice.columnBegin(), slice.columnEnd());
    if (slice.k0() == 0) {
      openPartialSums(emission, row, rowEnd, panels);
    }
    Tensor weights = context.tensors().of(aliases.pieces(anchor.input(1)).get(0).root());
    for (int k = slice.k0(); k < slice.k1(); k += tiling.tileK()) {
      int kEnd = Math.min(slice.k1(), k + tiling.tileK());
      for (int panel = 0; panel < panels.size(); panel++) {
        Region columnRange = panels.get(panel);
        List<Access> operands =
            new ArrayList<>(
                emission.obtain(layer, input, inputTile(row, rowEnd, columnRange, k, kEnd), null));
        Region weightRegion = weightRegion(slice.batch(), k, kEnd, columnRange);
        if (anchor.input(1).isStatic()) {
          operands.addAll(emission.resident(weights, weightRegion));
        } else {
          operands.addAll(emission.obtain(layer, anchor.input(1), weightRegion, null));
        }
        int groups = groupsIn(columnRange);
        emission.writer.array(
            layer,
            tiling.dataflow(),
            groups,
            rowEnd - row,
            columnRange.columns() / groups,
            k,
            kEnd,
            partialSums.get(panel),
            operands);
      }
    }
    if (slice.k1() == reduction) {
      drain(emission, chain, slice, row, rowEnd, panels);
    }
  }

  private int groupsIn(Region columnRange) {
    return anchor.op() instanceof Convolution conv && conv.groups() > 1
        ? columnRange.columns() / (columns / conv.groups())
        : 1;
  }

  /** The part of the first operand for output rows and columns and part of the reduction. */
  private Region inputTile(int row, int rowEnd, Region columnRange, int k, int kEnd) {
    Region rows = inputRegion(row, rowEnd);
    if (!(anchor.op() instanceof Convolution conv)) {
      return new Region(rows.rowBegin(), rows.rowEnd(), k, kEnd);
    }
    int taps = conv.rows().kernel() * conv.columns().kernel();
    if (conv.groups() == 1) {
      return new Region(rows.rowBegin(), rows.rowEnd(), k / taps, (kEnd + taps - 1) / taps);
    }
    int perGroup = input.type().wholeRegion().columns() / conv.groups();
    int outPerGroup = columns / conv.groups();
    return new Region(
        rows.rowBegin(),
        rows.rowEnd(),
        columnRange.columnBegin() / outPerGroup * perGroup,
        (columnRange.columnEnd() + outPerGroup - 1) / outPerGroup * perGroup);
  }

  private void openPartialSums(Emission emission, int row, int rowEnd, List<Region> panels) {
    partialSums.clear();
    long tileBytes =
        AddressSpace.align((long) tileRows() * tiling.tileN() * Precision.PARTIAL_SUM_BYTES);
    long perSlot = tileBytes * problem.panels();
    int slots = (int) Math.max(1, Math.min(4, emission.npu.accumulator().sizeBytes() / perSlot));
    long address = accumulatorSlot % slots * perSlot;
    accumulatorSlot++;
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
      partialSums.add(new Access(residency, region));
      address += tileBytes;
    }
  }

  /** Bias, rounding, epilogue, statistics; then the result goes where it stays or to a slot. */
  private void drain(
      Emission emission, Chain chain, Slice slice, int row, int rowEnd, List<Region> panels) {
    int layer = emission.position(anchor);
    List<Stage> stages = new ArrayList<>();
    List<Access> reads = new ArrayList<>(partialSums);
    for (Region columnRange : panels) {
      Region region = new Region(row, rowEnd, columnRange.columnBegin(), columnRange.columnEnd());
      stages.add(new Stage(layer, Stage.Kind.DRAIN, region, region.elements(), 0));
      if (anchor.inputs().size() > 2) {
        reads.addAll(emission.obtain(layer, anchor.input(2), biasRegion(columnRange), null));
      }
    }
    Region region = new Region(row, rowEnd, slice.columnBegin(), slice.columnEnd());
    chain.compute(group.epilogue(), anchor.output(), region, stages, reads);
    chain.statistics(group.statistics(), region, stages);
    List<Access> writes =
        emission.result(
            emission.position(group.nodes().get(group.nodes().size() - 1)),
            group.output(),
            region,
            rings.get(group.output().name()));
    emission.writer.vector(stages, reads, writes);
    emission.tileDone();
  }

  private Region biasRegion(Region columnRange) {
    Region whole = anchor.input(2).type().wholeRegion();
    return whole.columns() == 1
        ? whole
        : new Region(0, 1, columnRange.columnBegin(), columnRange.columnEnd());
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
              isAnchor ? context.spatialUtilization(problem, tiling) : 0));
    }
    return result;
  }
}
