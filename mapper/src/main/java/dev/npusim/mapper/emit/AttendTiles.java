package dev.npusim.mapper.emit;

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
  private final Map<AttentionOperand, Ring> rings = new EnumMap<>(AttentionOperand.class);
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
    slots.forEach((operand, buffer) -> rings.put(operand, new Ring(buffer, AttendWorkspace.SLOTS)));
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

  List<Access> query(Emission emission, Block block) {
    Ring ring = rings.get(AttentionOperand.QUERIES);
    return emission.obtain(layer, node.input(0), regions.query(block), ring);
  }

  /** Room for the running outputs of a block of rows. */
  Access open(Emission emission, Block block) {
    long bytes = AttendWorkspace.outputBytes(nest, op.valueDim());
    long address = scoreSlots * AttendWorkspace.scoreBytes(nest) + outputSlot++ % 2 * bytes;
    Tensor tensor = context.tensors().of(node.output());
    return accumulate(emission, address, tensor, regions.output(block));
  }

  private static Access accumulate(Emission emission, long address, Tensor tensor, Region region) {
    long bytes = AddressSpace.align(region.elements() * Precision.PARTIAL_SUM_BYTES);
    int residency =
        emission.writer.open(Memory.ACCUMULATOR, address, bytes, tensor, region, Use.WORKSPACE);
    return new Access(residency, region);
  }

  Access scores(Emission emission, List<Access> query, Block block) {
    long address = scoreSlot++ % scoreSlots * AttendWorkspace.scoreBytes(nest);
    Tensor tensor = context.tensors().of(node.name() + TensorTable.SCORES);
    Access output = accumulate(emission, address, tensor, regions.scores(block));
    List<Access> operands = new ArrayList<>(query);
    Ring ring = rings.get(AttentionOperand.KEYS);
    operands.addAll(emission.obtain(layer, node.input(1), regions.keys(block), ring));
    emission.writer.array(
        layer,
        nest.scores(),
        1,
        block.stackedRows(),
        block.keys(),
        0,
        op.headDim(),
        output,
        operands);
    return output;
  }

  Access softmax(Emission emission, Access scores) {
    Region region = scores.region();
    Tensor tensor = context.tensors().of(node.name() + TensorTable.PROBABILITIES);
    long bytes = tensor.bytes(region);
    Ring ring = Objects.requireNonNull(rings.get(AttentionOperand.PROBABILITIES));
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

  /** Earlier keys' sums to the maximum of which the new keys are a part. */
  void rescale(Emission emission, Access output) {
    Region region = output.region();
    long stacked = region.columns() / op.valueDim();
    long work = Attention.rescaleLaneOps(stacked * region.rows(), op.valueDim());
    emission.writer.vector(
        List.of(new Stage(layer, Stage.Kind.RESCALE, region, work, 0)),
        List.of(output),
        List.of(output));
  }

  void values(Emission emission, Block block, Access probabilities, Access output) {
    List<Access> operands = new ArrayList<>();
    operands.add(probabilities);
    Ring ring = rings.get(AttentionOperand.VALUES);
    operands.addAll(emission.obtain(layer, node.input(2), regions.values(block), ring));
    emission.writer.array(
        layer,
        nest.values(),
        1,
        block.stackedRows(),
        op.valueDim(),
        block.keyBegin(),
        block.keyEnd(),
        output,
        operands);
  }

  void drain(Emission emission, Access output) {
    Region region = output.region();
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(layer, Stage.Kind.DRAIN, region, region.elements(), 0));
    for (Node norm : group.statistics()) {
      stages.add(Statistics.stage(emission, norm, region));
    }
    Ring ring = rings.get(AttentionOperand.OUTPUT);
    List<Access> writes = emission.result(layer, node.output(), region, ring);
    emission.writer.vector(stages, List.of(output), writes);
    emission.tileDone();
  }
}
