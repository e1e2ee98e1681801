package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.Fetches;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.mapper.tile.AttentionTiling;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lays out and writes fused attention: per key/value head a step; in it, per query head and block
 * of rows, blocks of keys as scores, softmax, values. The scores of the next block are computed
 * while the vector unit works on the current one.
 */
final class AttendEmitter implements GroupEmitter {
  private static final int PROBABILITY_SLOTS = 3;
  private static final int QUERY_SLOTS = 3;

  /** A batch element and a key/value head. */
  private record Head(int batch, int kvHead) {}

  /** A block of scores: some query rows of a head against some keys. */
  private record Block(int head, int rowBegin, int rowEnd, int keyBegin, int keyEnd) {}

  private final Group.Attend group;
  private final int index;
  private final GroupContext context;
  private final AttentionTiling tiling;
  private final Attention op;
  private final Node node;
  private final int queries;
  private final int keys;
  private final TreeMap<Integer, Head> heads = new TreeMap<>();
  private @Nullable Buffer probabilitySlots;
  private @Nullable Buffer querySlots;
  private @Nullable Buffer resultSlots;
  private @Nullable Buffer keySlots;
  private @Nullable Buffer valueSlots;
  private @Nullable Ring keyRing;
  private @Nullable Ring valueRing;
  private @Nullable Ring probabilityRing;
  private @Nullable Ring queryRing;
  private @Nullable Ring resultRing;
  private int first;
  private int last;
  private int scoreSlot;
  private int outputSlot;

  AttendEmitter(Group.Attend group, int index, GroupContext context, AttentionTiling tiling) {
    this.group = group;
    this.index = index;
    this.context = context;
    this.tiling = tiling;
    this.node = group.anchor();
    this.op = (Attention) node.op();
    this.queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    this.keys = Math.toIntExact(node.input(1).type().shape().dim(1));
  }

  @Override
  public void layOut(Layout layout) {
    first = layout.steps();
    int batch = Math.toIntExact(node.input(0).type().shape().dim(0));
    for (int b = 0; b < batch; b++) {
      for (int h = 0; h < op.kvHeads(); h++) {
        heads.put(layout.addStep(index), new Head(b, h));
      }
    }
    last = layout.steps() - 1;
    if (tiling.keysPass()) {
      keySlots = slots(layout, node.input(1), op.headDim());
      valueSlots = slots(layout, node.input(2), op.valueDim());
    } else {
      heads.forEach(
          (step, head) -> {
            fetch(layout, node.input(1), keyRegion(head), step);
            fetch(layout, node.input(2), valueRegion(head), step);
          });
    }
    Tensor probabilities = context.tensors().of(node.name() + TensorTable.PROBABILITIES);
    probabilitySlots =
        layout.slots(
            probabilities,
            PROBABILITY_SLOTS,
            probabilities.bytes((long) tiling.rows() * tiling.keys()),
            first,
            last);
    if (!context.isResident(node.input(0), index)) {
      querySlots =
          layout.slots(
              context.tensors().of(context.aliases().pieces(node.input(0)).get(0).root()),
              QUERY_SLOTS,
              context.slotBytes(node.input(0), tiling.rows(), op.headDim()),
              first,
              last);
    }
    if (!context.staysAfter(node.output(), index)) {
      resultSlots =
          layout.slots(
              context.tensors().of(node.output()),
              ContractionTiling.SLOTS,
              context.slotBytes(node.output(), tiling.rows(), op.valueDim()),
              first,
              last);
    }
  }

  private Buffer slots(Layout layout, Value value, int width) {
    return layout.slots(
        context.tensors().of(context.aliases().pieces(value).get(0).root()),
        tiling.scoreSlots() + 1,
        context.slotBytes(value, tiling.keys(), width),
        first,
        last);
  }

  private void fetch(Layout layout, Value value, Region region, int step) {
    Fetches.add(
        layout, context, index, value, region, Use.ACTIVATIONS, context.position(node), step, step);
  }

  private Region keyRegion(Head head) {
    int c = head.kvHead() * op.headDim();
    return new Region(head.batch() * keys, (head.batch() + 1) * keys, c, c + op.headDim());
  }

  private Region valueRegion(Head head) {
    int c = head.kvHead() * op.valueDim();
    return new Region(head.batch() * keys, (head.batch() + 1) * keys, c, c + op.valueDim());
  }

  @Override
  public int firstStep() {
    return first;
  }

  @Override
  public int lastStep() {
    return last;
  }

  @Override
  public void emit(int step, Emission emission) {
    if (probabilityRing == null && probabilitySlots != null) {
      probabilityRing = new Ring(probabilitySlots, PROBABILITY_SLOTS);
      queryRing = querySlots == null ? null : new Ring(querySlots, QUERY_SLOTS);
      resultRing = resultSlots == null ? null : new Ring(resultSlots, ContractionTiling.SLOTS);
      keyRing = keySlots == null ? null : new Ring(keySlots, tiling.scoreSlots() + 1);
      valueRing = valueSlots == null ? null : new Ring(valueSlots, tiling.scoreSlots() + 1);
    }
    Head head = heads.get(step);
    if (head == null) {
      throw new IllegalStateException("step " + step + " is not of group " + node.name());
    }
    int sharing = op.heads() / op.kvHeads();
    List<Block> blocks = new ArrayList<>();
    for (int h = head.kvHead() * sharing; h < (head.kvHead() + 1) * sharing; h++) {
      for (int row = 0; row < queries; row += tiling.rows()) {
        int rowEnd = Math.min(queries, row + tiling.rows());
        for (int key = 0; key < keys; key += tiling.keys()) {
          blocks.add(new Block(h, row, rowEnd, key, Math.min(keys, key + tiling.keys())));
        }
      }
    }
    pipeline(emission, head, blocks);
  }

  /**
   * Scores run ahead of softmax and values by as many blocks as there are score slots to spare; a
   * finished block of rows is drained one softmax later, so that the vector unit does not wait for
   * its last values.
   */
  private void pipeline(Emission emission, Head head, List<Block> blocks) {
    int layer = emission.position(node);
    ArrayDeque<Access> computed = new ArrayDeque<>();
    List<Access> query = List.of();
    Access output = null;
    Access finished = null;
    int ahead = 0;
    for (Block block : blocks) {
      while (ahead < blocks.size() && computed.size() < tiling.scoreSlots()) {
        Block next = blocks.get(ahead++);
        if (next.keyBegin() == 0) {
          query = emission.obtain(layer, node.input(0), queryRegion(head, next), queryRing);
        }
        computed.add(scores(emission, head, query, next));
      }
      if (block.keyBegin() == 0) {
        output = openOutput(emission, outputRegion(head, block));
      }
      Access result = Objects.requireNonNull(output);
      Access probabilities = softmax(emission, layer, computed.remove());
      if (finished != null) {
        drain(emission, layer, finished);
        finished = null;
      }
      values(emission, layer, head, block, probabilities, result);
      if (block.keyEnd() == keys) {
        finished = result;
      }
    }
    if (finished != null) {
      drain(emission, layer, finished);
    }
  }

  private Region queryRegion(Head head, Block block) {
    int base = head.batch() * queries;
    return new Region(
        base + block.rowBegin(),
        base + block.rowEnd(),
        block.head() * op.headDim(),
        (block.head() + 1) * op.headDim());
  }

  private Region outputRegion(Head head, Block block) {
    int base = head.batch() * queries;
    return new Region(
        base + block.rowBegin(),
        base + block.rowEnd(),
        block.head() * op.valueDim(),
        (block.head() + 1) * op.valueDim());
  }

  private Access openOutput(Emission emission, Region region) {
    long bytes =
        AddressSpace.align((long) tiling.rows() * op.valueDim() * Precision.PARTIAL_SUM_BYTES);
    long address = tiling.scoreSlots() * scoreBytes() + outputSlot++ % 2 * bytes;
    int residency =
        emission.writer.open(
            Memory.ACCUMULATOR,
            address,
            AddressSpace.align(region.elements() * Precision.PARTIAL_SUM_BYTES),
            context.tensors().of(node.output()),
            region,
            Use.WORKSPACE);
    return new Access(residency, region);
  }

  private long scoreBytes() {
    return AddressSpace.align((long) tiling.rows() * tiling.keys() * Precision.PARTIAL_SUM_BYTES);
  }

  private Access scores(Emission emission, Head head, List<Access> query, Block block) {
    int scoreRow = (head.batch() * op.heads() + block.head()) * queries + block.rowBegin();
    int rows = block.rowEnd() - block.rowBegin();
    Region region = new Region(scoreRow, scoreRow + rows, block.keyBegin(), block.keyEnd());
    int residency =
        emission.writer.open(
            Memory.ACCUMULATOR,
            scoreSlot++ % tiling.scoreSlots() * scoreBytes(),
            AddressSpace.align(region.elements() * Precision.PARTIAL_SUM_BYTES),
            context.tensors().of(node.name() + TensorTable.SCORES),
            region,
            Use.WORKSPACE);
    Access output = new Access(residency, region);
    int layer = emission.position(node);
    List<Access> operands = new ArrayList<>(query);
    operands.addAll(emission.obtain(layer, node.input(1), rowsOf(keyRegion(head), block), keyRing));
    emission.writer.array(
        layer,
        tiling.scores(),
        1,
        rows,
        block.keyEnd() - block.keyBegin(),
        0,
        op.headDim(),
        output,
        operands);
    return output;
  }

  /** The rows of a block's keys within a head's key or value region. */
  private static Region rowsOf(Region region, Block block) {
    return new Region(
        region.rowBegin() + block.keyBegin(),
        region.rowBegin() + block.keyEnd(),
        region.columnBegin(),
        region.columnEnd());
  }

  private Access softmax(Emission emission, int layer, Access scores) {
    Region region = scores.region();
    Tensor tensor = context.tensors().of(node.name() + TensorTable.PROBABILITIES);
    long bytes = tensor.bytes(region);
    Ring ring = Objects.requireNonNull(probabilityRing);
    int residency =
        emission.open(ring.advance(ring.next(), 0, bytes), bytes, tensor, region, Use.WORKSPACE);
    Access probabilities = new Access(residency, region);
    emission.writer.vector(
        List.of(
            new Stage(layer, Stage.Kind.SOFTMAX, region, region.elements() * op.scoreLaneOps(), 0)),
        List.of(scores),
        List.of(probabilities));
    return probabilities;
  }

  private void values(
      Emission emission, int layer, Head head, Block block, Access probabilities, Access output) {
    List<Access> operands = new ArrayList<>();
    operands.add(probabilities);
    operands.addAll(
        emission.obtain(layer, node.input(2), rowsOf(valueRegion(head), block), valueRing));
    emission.writer.array(
        layer,
        tiling.values(),
        1,
        output.region().rows(),
        op.valueDim(),
        block.keyBegin(),
        block.keyEnd(),
        output,
        operands);
  }

  private void drain(Emission emission, int layer, Access output) {
    Region region = output.region();
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(layer, Stage.Kind.DRAIN, region, region.elements(), 0));
    for (Node norm : group.statistics()) {
      stages.add(Statistics.stage(emission, norm, region));
    }
    List<Access> writes = emission.result(layer, node.output(), region, resultRing);
    emission.writer.vector(stages, List.of(output), writes);
    emission.tileDone();
  }

  @Override
  public List<LayerMapping> mappings() {
    return List.of(
        new LayerMapping(
            node.name(),
            node.name(),
            "array",
            tiling.scores(),
            tiling.rows(),
            tiling.keys(),
            op.headDim(),
            tiling.rows(),
            "for heads { for queries/%d { for keys/%d { scores %s; softmax; values %s } } }"
                .formatted(
                    tiling.rows(),
                    tiling.keys(),
                    tiling.scores().shortName(),
                    tiling.values().shortName()),
            context.spatialUtilization(op, tiling)));
  }
}
