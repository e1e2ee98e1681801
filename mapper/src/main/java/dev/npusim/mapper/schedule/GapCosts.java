package dev.npusim.mapper.schedule;

import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What each treatment of a gap's whole tensor costs, in closed form, and how much of its time the
 * run as it is would not hide.
 */
final class GapCosts {
  private static final double PJ = 1e-12;

  private final ScheduleProblem problem;
  private final Graph model;
  private final Npu npu;
  private final Precision precision;
  private final List<Group> groups;
  private final GapPlaces places;
  private final Map<String, LayerActivity> activities = new HashMap<>();

  /** By node of the model: cycles charged to all layers before it, and with it. */
  private final Map<String, Long> begins = new HashMap<>();

  private final Map<String, Long> ends = new HashMap<>();

  /**
   * @param scheduled the graph of the run
   * @param groups of its nodes
   */
  GapCosts(
      ScheduleProblem problem,
      Graph scheduled,
      List<Group> groups,
      Execution execution,
      GapPlaces places) {
    this.problem = problem;
    this.model = problem.model();
    this.npu = problem.npu();
    this.precision = problem.precision();
    this.groups = groups;
    this.places = places;
    long cycles = 0;
    for (LayerActivity layer : execution.layers()) {
      Node node = scheduled.nodes().get(layer.node());
      activities.put(node.name(), layer);
      String original = places.original(node);
      begins.putIfAbsent(original, cycles);
      cycles += layer.chargedCycles();
      ends.put(original, cycles);
    }
  }

  /**
   * From the end of the producer (of an input, the begin of the run) to the begin of the reader, by
   * cycles charged to layers; 0 where they take turns.
   */
  double heldSeconds(Gap gap) {
    long from =
        gap.producerIndex() < 0
            ? 0
            : ends.getOrDefault(model.nodes().get(gap.producerIndex()).name(), 0L);
    long to = begins.getOrDefault(model.nodes().get(gap.consumerIndex()).name(), 0L);
    return Math.max(0, to - from) / npu.clockHz();
  }

  /**
   * Written once (unless it is a graph input) and read once; hidden unless DRAM holds up the layers
   * at either end.
   */
  Cost spill(Gap gap) {
    long bytes = precision.bytes(gap.value());
    long moved = gap.producerIndex() < 0 ? bytes : 2 * bytes;
    long cycles = (long) Math.ceil(moved / npu.dramBytesPerCycle());
    long stalls = dramStall(model.nodes().get(gap.consumerIndex()));
    if (gap.producerIndex() >= 0) {
      stalls += dramStall(model.nodes().get(gap.producerIndex()));
    }
    return new Cost(
        cycles / npu.clockHz(),
        Math.min(cycles, stalls) / npu.clockHz(),
        moved * problem.dramPjPerByte() * PJ,
        moved,
        0);
  }

  private long dramStall(Node node) {
    OptionalInt group = places.groupOf(node);
    String charged = group.isPresent() ? groups.get(group.getAsInt()).anchor().name() : node.name();
    LayerActivity activity = activities.get(charged);
    return activity == null ? 0 : activity.stalls().dram();
  }

  /** The chain's MACs at the array's peak and its weights over the bus, whichever takes longer. */
  Cost recompute(Gap gap) {
    long reread = gap.rereadBytes(precision);
    double compute = gap.chainMacs() / npu.array().peakMacsPerCycle(precision.macFormat());
    double weights = reread / npu.dramBytesPerCycle();
    double cycles = Math.max(compute, weights);
    LayerActivity reader = activities.get(model.nodes().get(gap.consumerIndex()).name());
    double idle = reader == null ? 0 : reader.stalls().dram();
    return new Cost(
        cycles / npu.clockHz(),
        Math.max(weights, compute - idle) / npu.clockHz(),
        (gap.chainMacs() * problem.macPj() + reread * problem.dramPjPerByte()) * PJ,
        reread,
        transientBytes(gap));
  }

  /** The largest input and output together of any node of the chain. */
  private long transientBytes(Gap gap) {
    long most = 0;
    for (int position : gap.chain()) {
      Node node = model.nodes().get(position);
      long bytes = precision.bytes(node.output());
      for (Value input : node.inputs()) {
        bytes += input.isStatic() ? 0 : precision.bytes(input);
      }
      most = Math.max(most, bytes);
    }
    return most;
  }
}
