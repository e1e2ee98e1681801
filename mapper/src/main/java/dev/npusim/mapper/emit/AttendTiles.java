package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.emit.AttendRegions.Block;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the instructions of an attention's blocks: products on the array, softmax, rescaling and
 * drains on the vector unit, and what they need in both memories.
 */
final class AttendTiles {
  /** A third slot of scores, where there is room, lets the array run further ahead. */
  private static final int MOST_SCORE_SLOTS = 3;

  private final Group.Attend group;
  private final GroupContext context;
  private final AttentionNest nest;
  private final AttendRegions regions;
  private final Attention op;
  private final Node node;
  private final int layer;
  private final Tensor scores;
  private final Tensor probabilities;
  private final Tensor output;
  private final Map<AttentionOperand, Ring> rings = new EnumMap<>(AttentionOperand.class);
  private final KeyBlocks keys;
  private final KeyBlocks values;
  private final int scoreSlots;
  private final int core;
  private int scoreSlot;
  private int outputSlot;

  AttendTiles(
      Group.Attend group,
      GroupContext context,
      AttentionNest nest,
      int core,
      Map<AttentionOperand, Buffer> slots) {
    this.group = group;
    this.context = context;
    this.nest = nest;
    this.core = core;
    this.node = group.anchor();
    this.regions = new AttendRegions(node);
    this.op = (Attention) node.op();
    this.layer = context.position(node);
    this.scores = context.tensors().of(node.name() + TensorTable.SCORES);
    this.probabilities = context.tensors().of(node.name() + TensorTable.PROBABILITIES);
    this.output = context.tensors().of(node.output());
    slots.forEach((operand, buffer) -> rings.put(operand, new Ring(buffer, AttendWorkspace.SLOTS)));
    this.keys =
        new KeyBlocks(layer, node.input(1), regions::keys, rings.get(AttentionOperand.KEYS));
    this.values =
        new KeyBlocks(layer, node.input(2), regions::values, rings.get(AttentionOperand.VALUES));
    long free = context.accumulatorBytes() - 2 * AttendWorkspace.outputBytes(nest, op.valueDim());
    this.scoreSlots =
        (int) Math.max(1, Math.min(MOST_SCORE_SLOTS, free / AttendWorkspace.scoreBytes(nest)));
  }

  /** The core that these run on. */
  int core() {
    return core;
  }

  int scoreSlots() {
    return scoreSlots;
  }

  ImmutableList<Access> query(Emission emission, Block block) {
    List<Access> query = new ArrayList<>(1);
    Ring ring = rings.get(AttentionOperand.QUERIES);
    emission.obtain(layer, node.input(0), regions.query(block), ring, query);
    return ImmutableList.copyOf(query);
  }

  /** Room for the running outputs of a block of rows. */
  Access open(Emission emission, Block block) {
    long bytes = AttendWorkspace.outputBytes(nest, op.valueDim());
    long address = scoreSlots * AttendWorkspace.scoreBytes(nest) + outputSlot++ % 2 * bytes;
    return accumulate(emission, address, output, regions.output(block));
  }

  private static Access accumulate(Emission emission, long address, Tensor tensor, Region region) {
    long bytes = AddressSpace.align(region.elements() * Precision.PARTIAL_SUM_BYTES);
    int residency =
        emission.writer.open(Memory.ACCUMULATOR, address, bytes, tensor, region, Use.WORKSPACE);
    return new Access(residency, region);
  }

  Access scores(Emission emission, ImmutableList<Access> query, Block block) {
    long address = scoreSlot++ % scoreSlots * AttendWorkspace.scoreBytes(nest);
    Access sums = accumulate(emission, address, scores, regions.scores(block));
    emission.writer.array(
        layer,
        nest.scores(),
        1,
        block.stackedRows(),
        block.keys(),
        0,
        op.headDim(),
        sums,
        joined(query, keys.of(emission, block)));
    return sums;
  }

  private static ImmutableList<Access> joined(
      ImmutableList<Access> first, ImmutableList<Access> second) {
    return first.size() == 1 && second.size() == 1
        ? ImmutableList.of(first.get(0), second.get(0))
        : ImmutableList.<Access>builder().addAll(first).addAll(second).build();
  }

  Access softmax(Emission emission, Access sums) {
    Region region = sums.region();
    long bytes = probabilities.bytes(region);
    Ring ring = Objects.requireNonNull(rings.get(AttentionOperand.PROBABILITIES));
    long address = ring.advance(ring.next(), 0, bytes);
    Access made =
        new Access(emission.open(address, bytes, probabilities, region, Use.WORKSPACE), region);
    emission.writer.vector(
        ImmutableList.of(
            new Stage(layer, Stage.Kind.SOFTMAX, region, region.elements() * op.scoreLaneOps(), 0)),
        ImmutableList.of(sums),
        ImmutableList.of(made));
    return made;
  }

  /** Earlier keys' sums to the maximum of which the new keys are a part. */
  void rescale(Emission emission, Access sums) {
    Region region = sums.region();
    long stacked = region.columns() / op.valueDim();
    long work = Attention.rescaleLaneOps(stacked * region.rows(), op.valueDim());
    ImmutableList<Access> inPlace = ImmutableList.of(sums);
    emission.writer.vector(
        ImmutableList.of(new Stage(layer, Stage.Kind.RESCALE, region, work, 0)), inPlace, inPlace);
  }

  void values(Emission emission, Block block, Access weights, Access sums) {
    emission.writer.array(
        layer,
        nest.values(),
        1,
        block.stackedRows(),
        op.valueDim(),
        block.keyBegin(),
        block.keyEnd(),
        sums,
        joined(ImmutableList.of(weights), values.of(emission, block)));
  }

  void drain(Emission emission, Access sums) {
    Region region = sums.region();
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(layer, Stage.Kind.DRAIN, region, region.elements(), 0));
    for (Node norm : group.statistics()) {
      stages.add(Statistics.stage(emission, norm, region));
    }
    Ring ring = rings.get(AttentionOperand.OUTPUT);
    List<Access> writes = emission.result(layer, node.output(), region, ring);
    emission.writer.vector(stages, ImmutableList.of(sums), writes);
    emission.tileDone();
  }
}
