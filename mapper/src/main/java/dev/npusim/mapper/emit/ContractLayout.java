package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Resize;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.Fetches;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a contraction group and the buffers they need, in the order of its tiling's loops.
 */
final class ContractLayout {
  /**
   * One step: some of the loops' ranges.
   *
   * @param core that has the first tile of rows; further ones take turns
   */
  record Slice(
      int core,
      int batch,
      int rowBegin,
      int rowEnd,
      int columnBegin,
      int columnEnd,
      int k0,
      int k1) {}

  /** Steps that take a norm's statistics, each with rows of its input. */
  final List<Region> statisticsSteps = new ArrayList<>();

  /** The steps behind them, those of the loops. */
  final List<Slice> slices = new ArrayList<>();

  /** Slots by value, for operands that are not resident and a result that does not stay. */
  final Map<String, Buffer> slotBuffers = new LinkedHashMap<>();

  private final Group.Contract group;
  private final int index;
  private final GroupContext context;
  private final ContractionProblem problem;
  private final ContractionTiling tiling;
  private final ContractShape shape;
  private final @Nullable Widening widening;

  ContractLayout(
      Group.Contract group,
      int index,
      GroupContext context,
      ContractionProblem problem,
      ContractionTiling tiling,
      ContractShape shape,
      @Nullable Widening widening) {
    this.group = group;
    this.index = index;
    this.context = context;
    this.problem = problem;
    this.tiling = tiling;
    this.shape = shape;
    this.widening = widening;
  }

  void layOut(Layout layout) {
    if (context.needsStatisticsPass(group)) {
      Region source = group.prologue().get(0).input(0).type().wholeRegion();
      statisticsSteps.addAll(rowPieces(source, shape.prologueRows()));
    }
    int batches = Math.toIntExact(problem.batch());
    int rows = Math.toIntExact(problem.m());
    int cores = context.npu().cores();
    int next = 0;
    boolean oneRowTile = tiling.blockRows() <= tiling.tileM();
    for (int batch = 0; batch < batches; batch++) {
      for (int row = 0; row < rows; row += tiling.blockRows()) {
        int rowEnd = Math.min(rows, row + tiling.blockRows());
        int kStep = oneRowTile ? tiling.tileK() : shape.reduction;
        // Cores go through the reduction side by side, each with its own columns.
        int abreast = (oneRowTile ? cores : 1) * tiling.tileN();
        for (int columns = 0; columns < shape.columns; columns += abreast) {
          int columnsEnd = Math.min(shape.columns, columns + abreast);
          for (int k = 0; k < shape.reduction; k += kStep) {
            int core = next;
            for (int column = columns; column < columnsEnd; column += tiling.tileN()) {
              slices.add(
                  new Slice(
                      core,
                      batch,
                      batch * rows + row,
                      batch * rows + rowEnd,
                      column,
                      Math.min(columnsEnd, column + tiling.tileN()),
                      k,
                      Math.min(shape.reduction, k + kStep)));
              core = (core + 1) % cores;
            }
          }
          int tiles =
              (rowEnd - row + tiling.tileM() - 1)
                  / tiling.tileM()
                  * ((columnsEnd - columns + tiling.tileN() - 1) / tiling.tileN());
          next = (next + tiles) % cores;
        }
      }
    }
    for (int step = 0; step <= last(); step++) {
      layout.addStep(index);
    }
    layOutWeights(layout);
    layOutInput(layout);
    layOutSmallOperands(layout);
    layOutSlots(layout);
  }

  /** First step of the loops. */
  int first() {
    return statisticsSteps.size();
  }

  /** Last step. */
  int last() {
    return statisticsSteps.size() + slices.size() - 1;
  }

  private void layOutWeights(Layout layout) {
    Value weight = shape.anchor.input(1);
    Set<Region> used = new HashSet<>();
    for (int step = first(); step <= last(); step++) {
      Slice slice = slices.get(step - first());
      for (int k = slice.k0(); k < slice.k1(); k += tiling.tileK()) {
        for (Region columnRange : shape.anchorColumns(slice.columnBegin(), slice.columnEnd())) {
          Region region =
              shape.weightRegion(
                  slice.batch(), k, Math.min(slice.k1(), k + tiling.tileK()), columnRange);
          if (!tiling.pinned() || used.add(region)) {
            fetch(layout, weight, region, Use.WEIGHTS, step, tiling.pinned() ? last() : step);
          }
        }
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
    for (int step = first(); step <= last(); step++) {
      Slice slice = slices.get(step - first());
      Region region = shape.inputRegion(slice.rowBegin(), slice.rowEnd());
      int size = needs.size();
      if (size > 0 && needs.get(size - 1).region().equals(region)) {
        needs.set(size - 1, new Need(needs.get(size - 1).firstStep(), step, region));
      } else {
        needs.add(new Need(step, step, region));
      }
    }
    boolean made = !group.prologue().isEmpty();
    int done = 0;
    for (int block = 0; block < needs.size(); block++) {
      Need need = needs.get(block);
      int end =
          block == needs.size() - 1 && made
              ? shape.input.type().wholeRegion().rowEnd()
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
        Tensor tensor = context.tensors().of(context.wholeRoot(shape.input));
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
        // Cores that begin a block meet others that still read the one before: two tiles each.
        int ahead = 2 * (context.npu().cores() - 1);
        int from = Math.max(first(), need.firstStep() - ahead);
        fetch(layout, shape.input, fresh, Use.ACTIVATIONS, from, until);
      }
      done = end;
    }
  }

  /** Biases, scales and other operands that are short enough to stay for the whole group. */
  private void layOutSmallOperands(Layout layout) {
    for (Node node : group.nodes()) {
      int from = node == shape.anchor ? 2 : 0;
      for (int i = from; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.staysWhole(group, node, value)) {
          Fetches.addWhole(
              layout, context, index, value, context.position(shape.anchor), 0, last());
        }
      }
    }
  }

  private void layOutSlots(Layout layout) {
    int tileRows = shape.tileRows();
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
          int rows = mostRowsRead(node, value, shape.prologueRows());
          addSlots(layout, value, context.slotBytes(value, rows, value.type().columns()));
        }
      }
    }
    if (widening != null) {
      long most = slices.stream().mapToLong(widening::slotBytes).max().orElse(0);
      slotBuffers.put(
          widening.tensor().name(),
          layout.slots(
              widening.tensor(), ContractionTiling.slots(context.npu().cores()), most, 0, last()));
    }
    if (!context.staysAfter(group.output(), index)) {
      addSlots(layout, group.output(), context.slotBytes(group.output(), tileRows, tiling.tileN()));
    }
  }

  /**
   * The most rows of {@code value} that {@code rows} rows of the node's output need, wherever they
   * begin: an enlarged image reads whole rows of the small one, also where it needs a part.
   */
  private static int mostRowsRead(Node node, Value value, int rows) {
    if (!(node.op() instanceof Resize)) {
      return rows;
    }
    Region whole = node.output().type().wholeRegion();
    int operand = node.inputs().indexOf(value);
    int most = 0;
    for (int begin = 0; begin < whole.rows(); begin++) {
      Region made = new Region(begin, Math.min(whole.rows(), begin + rows), 0, whole.columns());
      most = Math.max(most, Footprint.of(node, operand, made).rows());
    }
    return most;
  }

  private void addSlots(Layout layout, Value value, long bytes) {
    slotBuffers.computeIfAbsent(
        value.name(),
        key ->
            layout.slots(
                context.tensors().of(context.aliases().pieces(value).get(0).root()),
                ContractionTiling.slots(context.npu().cores()),
                bytes,
                0,
                last()));
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

  private void fetch(
      Layout layout, Value value, Region region, Use use, int firstStep, int lastStep) {
    Fetches.add(
        layout,
        context,
        index,
        value,
        region,
        use,
        context.position(shape.anchor),
        firstStep,
        lastStep);
  }
}
