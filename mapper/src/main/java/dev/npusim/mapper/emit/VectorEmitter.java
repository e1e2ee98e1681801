package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.plan.Buffer;
import dev.npusim.mapper.plan.Fetches;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.Layout;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays out and writes a vector group: blocks of its output, one instruction each. */
final class VectorEmitter implements GroupEmitter {
  private final Group.Vector group;
  private final int index;
  private final GroupContext context;
  private final Region block;
  private final Node anchor;
  private final @Nullable Node norm;

  /** Rows of the norm's input, a step each; the blocks come behind them. */
  private final List<Region> statisticsSteps = new ArrayList<>();

  private final List<Region> blocks = new ArrayList<>();
  private final Map<String, Buffer> slotBuffers = new LinkedHashMap<>();
  private final Map<String, Ring> rings = new HashMap<>();
  private final int slots;
  private int nextCore;

  VectorEmitter(Group.Vector group, int index, GroupContext context, Region block) {
    this.group = group;
    this.index = index;
    this.context = context;
    this.block = block;
    this.slots = ContractionTiling.slots(context.npu().cores());
    this.anchor = group.anchor();
    this.norm = GroupFormation.normOverRows(group);
  }

  @Override
  public void layOut(Layout layout) {
    Region whole = group.output().type().wholeRegion();
    if (norm != null && context.needsStatisticsPass(group)) {
      statisticsSteps.addAll(pieces(anchor.input(0).type().wholeRegion()));
    }
    blocks.addAll(pieces(whole));
    for (int step = 0; step < statisticsSteps.size() + blocks.size(); step++) {
      layout.addStep(index);
    }
    int last = layout.steps() - 1;
    for (Node node : group.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.staysWhole(group, node, value)) {
          Fetches.addWhole(layout, context, index, value, context.position(anchor), 0, last);
        } else if (context.rowOperands(group, node).contains(value)
            && !context.isResident(value, index)) {
          long most = 0;
          for (Region made : blocks) {
            Region part = Footprint.of(node, i, made);
            most = Math.max(most, context.slotBytes(value, part.rows(), part.columns()));
          }
          for (Region read : statisticsSteps) {
            most = Math.max(most, context.slotBytes(value, read.rows(), read.columns()));
          }
          addSlots(layout, value, most);
        }
      }
    }
    if (!context.staysAfter(group.output(), index)) {
      addSlots(
          layout, group.output(), context.slotBytes(group.output(), block.rows(), block.columns()));
    }
  }

  private List<Region> pieces(Region whole) {
    List<Region> pieces = new ArrayList<>();
    for (int row = 0; row < whole.rows(); row += block.rows()) {
      for (int column = 0; column < whole.columns(); column += block.columns()) {
        pieces.add(block.shift(row, column).intersect(whole));
      }
    }
    return pieces;
  }

  private void addSlots(Layout layout, Value value, long bytes) {
    Buffer known = slotBuffers.get(value.name());
    if (known == null || known.bytes() < bytes * slots) {
      if (known != null) {
        layout.buffers().remove(known);
      }
      slotBuffers.put(
          value.name(),
          layout.slots(
              context.tensors().of(context.aliases().pieces(value).get(0).root()),
              slots,
              bytes,
              0,
              layout.steps() - 1));
    }
  }

  @Override
  public void emit(int step, Emission emission) {
    if (rings.isEmpty()) {
      slotBuffers.forEach((name, buffer) -> rings.put(name, new Ring(buffer, slots)));
    }
    emission.writer.core(nextCore);
    nextCore = (nextCore + 1) % context.npu().cores();
    Chain chain = new Chain(emission, context.aliases(), rings);
    List<Stage> stages = new ArrayList<>();
    List<Access> reads = new ArrayList<>();
    if (step < statisticsSteps.size() && norm != null) {
      Region statistics = statisticsSteps.get(step);
      chain.statistics(List.of(norm), statistics, stages);
      Value source = norm.input(0);
      emission.obtain(emission.position(norm), source, statistics, rings.get(source.name()), reads);
      emission.writer.vector(stages, reads, List.of());
      emission.tileDone();
      return;
    }
    Region region = blocks.get(step - statisticsSteps.size());
    List<Node> nodes = group.nodes();
    chain.compute(nodes, null, region, stages, reads);
    chain.statistics(group.statistics(), region, stages);
    List<Access> writes =
        emission.result(
            emission.position(nodes.get(nodes.size() - 1)),
            group.output(),
            region,
            rings.get(group.output().name()));
    emission.writer.vector(stages, reads, writes);
    emission.tileDone();
  }

  @Override
  public List<LayerMapping> mappings() {
    List<LayerMapping> result = new ArrayList<>();
    for (Node node : group.nodes()) {
      result.add(
          new LayerMapping(
              node.name(),
              anchor.name(),
              "vector",
              null,
              0,
              0,
              0,
              block.rows(),
              node.equals(anchor) ? loops() : "with " + anchor.name(),
              0));
    }
    return result;
  }

  private String loops() {
    return block.columns() < group.output().type().columns()
        ? "for columns/" + block.columns()
        : "for rows/" + block.rows();
  }
}
