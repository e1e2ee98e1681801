package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.LayerAttention;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.emit.AttendRegions.Block;
import dev.npusim.mapper.emit.AttendRegions.Head;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.Fetches;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays out and writes fused attention: per key/value head a step; in it, for stacks of query heads
 * and blocks of rows, blocks of keys as scores, softmax, values. The scores of the next block are
 * computed while the vector unit works on the current one.
 */
final class AttendEmitter implements GroupEmitter {
  private final Group.Attend group;
  private final int index;
  private final GroupContext context;
  private final AttentionCost cost;
  private final AttentionNest nest;
  private final AttendWorkspace workspace;
  private final AttendRegions regions;
  private final Attention op;
  private final Node node;

  /** One step each. */
  private final List<Head> heads = new ArrayList<>();

  private final int cores;

  /** Of each core. */
  private final List<Map<AttentionOperand, Buffer>> slots = new ArrayList<>();

  private final List<AttendTiles> tiles = new ArrayList<>();

  /** The core that gets the next block of rows. */
  private int next;

  AttendEmitter(
      Group.Attend group,
      int index,
      GroupContext context,
      AttentionCost cost,
      AttendWorkspace workspace) {
    this.group = group;
    this.index = index;
    this.context = context;
    this.cost = cost;
    this.nest = cost.nest();
    this.workspace = workspace;
    this.node = group.anchor();
    this.regions = new AttendRegions(node);
    this.op = (Attention) node.op();
    this.cores = context.npu().cores();
    for (int core = 0; core < cores; core++) {
      slots.add(new EnumMap<>(AttentionOperand.class));
    }
  }

  /** What runs, and what its blocks cost by themselves. */
  AttentionCost cost() {
    return cost;
  }

  @Override
  public void layOut(Layout layout) {
    int batch = Math.toIntExact(node.input(0).type().shape().dim(0));
    for (int b = 0; b < batch; b++) {
      for (int h = 0; h < op.kvHeads(); h++) {
        heads.add(new Head(b, h));
        layout.addStep(index);
      }
    }
    if (nest.held()) {
      for (int step = 0; step < heads.size(); step++) {
        fetch(layout, node.input(1), regions.keys(heads.get(step)), step);
        fetch(layout, node.input(2), regions.values(heads.get(step)), step);
      }
    } else {
      slots(layout, AttentionOperand.KEYS, tensor(node.input(1)));
      slots(layout, AttentionOperand.VALUES, tensor(node.input(2)));
    }
    slots(layout, AttentionOperand.PROBABILITIES, workspace.probabilities());
    slots(layout, AttentionOperand.QUERIES, tensor(node.input(0)));
    slots(layout, AttentionOperand.OUTPUT, context.tensors().of(node.output()));
  }

  private Tensor tensor(Value value) {
    return context.tensors().of(context.aliases().pieces(value).get(0).root());
  }

  private void slots(Layout layout, AttentionOperand operand, Tensor tensor) {
    if (workspace.streams(operand)) {
      long bytes = workspace.slotBytes(nest, operand);
      for (Map<AttentionOperand, Buffer> ofCore : slots) {
        ofCore.put(
            operand, layout.slots(tensor, AttendWorkspace.SLOTS, bytes, 0, layout.steps() - 1));
      }
    }
  }

  private void fetch(Layout layout, Value value, Region region, int step) {
    Fetches.add(
        layout, context, index, value, region, Use.ACTIVATIONS, context.position(node), step, step);
  }

  @Override
  public void emit(int step, Emission emission) {
    Head head = heads.get(step);
    if (tiles.isEmpty()) {
      for (int core = 0; core < cores; core++) {
        tiles.add(new AttendTiles(group, context, nest, core, slots.get(core)));
      }
    }
    int queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    int keys = Math.toIntExact(node.input(1).type().shape().dim(1));
    int rows = Math.toIntExact(nest.rows());
    int columns = Math.toIntExact(nest.keys());
    int sharing = op.heads() / op.kvHeads();
    int end = (head.kvHead() + 1) * sharing;
    List<List<Block>> blocks = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      blocks.add(new ArrayList<>());
    }
    for (int h = head.kvHead() * sharing; h < end; h += (int) nest.heads()) {
      int stacked = (int) Math.min(nest.heads(), end - h);
      for (int row = 0; row < queries; row += rows) {
        int rowEnd = Math.min(queries, row + rows);
        for (int key = 0; key < keys; key += columns) {
          int keyEnd = Math.min(keys, key + columns);
          blocks.get(next).add(new Block(head, h, stacked, row, rowEnd, key, keyEnd));
        }
        next = (next + 1) % cores;
      }
    }
    List<AttendPipeline> pipelines = new ArrayList<>();
    for (int core = 0; core < cores; core++) {
      pipelines.add(new AttendPipeline(tiles.get(core), blocks.get(core), keys));
    }
    while (!pipelines.isEmpty()) {
      pipelines.removeIf(AttendPipeline::isDone);
      pipelines.forEach(pipeline -> pipeline.advance(emission));
    }
  }

  @Override
  public List<LayerMapping> mappings() {
    return List.of(
        new LayerMapping(
            node.name(),
            node.name(),
            "array",
            nest.scores(),
            Math.toIntExact(nest.heads() * nest.rows()),
            Math.toIntExact(nest.keys()),
            op.headDim(),
            Math.toIntExact(nest.rows()),
            "for kv_heads { %sfor heads/%d { for queries/%d { for keys/%d { %sscores %s; softmax; values %s } } } }"
                .formatted(
                    nest.held() ? "K V; " : "",
                    nest.heads(),
                    nest.rows(),
                    nest.keys(),
                    nest.held() ? "" : "K V; ",
                    nest.scores().shortName(),
                    nest.values().shortName()),
            cost.spatialUtilization(),
            Optional.empty(),
            Optional.of(LayerAttention.of(workspace.problem(), nest))));
  }
}
