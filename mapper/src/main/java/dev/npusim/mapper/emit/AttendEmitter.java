package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
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
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
  private final TreeMap<Integer, Head> heads = new TreeMap<>();
  private final Map<AttentionOperand, Buffer> slots = new EnumMap<>(AttentionOperand.class);
  private @Nullable AttendTiles tiles;
  private int first;
  private int last;

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
  }

  /** What runs, and what its blocks cost by themselves. */
  AttentionCost cost() {
    return cost;
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
    if (nest.held()) {
      heads.forEach(
          (step, head) -> {
            fetch(layout, node.input(1), regions.keys(head), step);
            fetch(layout, node.input(2), regions.values(head), step);
          });
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
      slots.put(operand, layout.slots(tensor, AttendWorkspace.SLOTS, bytes, first, last));
    }
  }

  private void fetch(Layout layout, Value value, Region region, int step) {
    Fetches.add(
        layout, context, index, value, region, Use.ACTIVATIONS, context.position(node), step, step);
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
    Head head = heads.get(step);
    if (head == null) {
      throw new IllegalStateException("step " + step + " is not of group " + node.name());
    }
    if (tiles == null) {
      tiles = new AttendTiles(group, context, nest, slots);
    }
    int queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    int keys = Math.toIntExact(node.input(1).type().shape().dim(1));
    int rows = Math.toIntExact(nest.rows());
    int columns = Math.toIntExact(nest.keys());
    int sharing = op.heads() / op.kvHeads();
    int end = (head.kvHead() + 1) * sharing;
    List<Block> blocks = new ArrayList<>();
    for (int h = head.kvHead() * sharing; h < end; h += (int) nest.heads()) {
      int stacked = (int) Math.min(nest.heads(), end - h);
      for (int row = 0; row < queries; row += rows) {
        int rowEnd = Math.min(queries, row + rows);
        for (int key = 0; key < keys; key += columns) {
          int keyEnd = Math.min(keys, key + columns);
          blocks.add(new Block(head, h, stacked, row, rowEnd, key, keyEnd));
        }
      }
    }
    pipeline(emission, tiles, blocks, keys);
  }

  /**
   * Scores run ahead of softmax and values by as many blocks as there are score slots to spare; a
   * finished block of rows is drained one softmax later, so that the vector unit does not wait for
   * its last values.
   */
  private static void pipeline(Emission emission, AttendTiles tiles, List<Block> blocks, int keys) {
    ArrayDeque<Access> computed = new ArrayDeque<>();
    List<Access> query = List.of();
    Access output = null;
    Access finished = null;
    int ahead = 0;
    for (Block block : blocks) {
      while (ahead < blocks.size() && computed.size() < tiles.scoreSlots()) {
        Block next = blocks.get(ahead++);
        if (next.keyBegin() == 0) {
          query = tiles.query(emission, next);
        }
        computed.add(tiles.scores(emission, query, next));
      }
      if (block.keyBegin() == 0) {
        output = tiles.open(emission, block);
      }
      Access result = Objects.requireNonNull(output);
      Access probabilities = tiles.softmax(emission, computed.remove());
      if (finished != null) {
        tiles.drain(emission, finished);
        finished = null;
      }
      if (block.keyBegin() > 0) {
        tiles.rescale(emission, result);
      }
      tiles.values(emission, block, probabilities, result);
      if (block.keyEnd() == keys) {
        finished = result;
      }
    }
    if (finished != null) {
      tiles.drain(emission, finished);
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
            cost.spatialUtilization()));
  }
}
