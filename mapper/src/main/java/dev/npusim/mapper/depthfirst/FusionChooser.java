package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proposes what to run depth-first: cuts runs of nodes that can be tiled into groups (and nodes by
 * themselves) so that the sum of their estimated times is least, by dynamic programming over the
 * graph's order. A group's time is the larger of its work and its DRAM traffic, and something per
 * tile; its tiles are stripes over the whole width, as high as the SRAM allows.
 *
 * <p>An estimate to find candidates with: whether a plan is used is decided by simulating it. Does
 * not know the chip's DRAM bandwidth, so that plans do not depend on it. O(run x longest group x
 * heights x tiles).
 */
public final class FusionChooser {
  /** Nodes of a group, views included. */
  static final int LONGEST = 40;

  /** Nodes that a group may become. */
  private static final int MOST_NODES = 300;

  /**
   * Cycles that a node costs beside its work: fill, drain and waiting at its ends; an assumption.
   */
  private static final double NODE_CYCLES = 400;

  /** Share of the SRAM that a tensor may have between two neighbouring groups; an assumption. */
  private static final double KEPT_SHARE = 0.5;

  /**
   * Share of the SRAM that tiles between fused nodes, and their weights, may take; an assumption.
   */
  public static final double TILES_SHARE = 0.5;

  private final Graph graph;
  private final Npu npu;
  private final Precision precision;
  private final double dramBytesPerCycle;
  private final long budgetBytes;

  /**
   * @param dramBytesPerCycle at which traffic is priced against work
   * @param budgetBytes of SRAM that a plan may use, whatever the chip has
   */
  public FusionChooser(
      Graph graph, Npu npu, Precision precision, double dramBytesPerCycle, long budgetBytes) {
    this.graph = graph;
    this.npu = npu;
    this.precision = precision;
    this.dramBytesPerCycle = dramBytesPerCycle;
    this.budgetBytes = budgetBytes;
  }

  /**
   * Groups as long as can be, in given tiles: every run of nodes that can be tiled, up to the last
   * that all of them lead to.
   */
  public static FusionPlan longest(Graph graph, FusionChoice.Tiling tile) {
    ImmutableList.Builder<FusionGroup> groups = ImmutableList.builder();
    for (List<SpatialNode> run : runs(graph)) {
      int begin = 0;
      while (begin < run.size()) {
        int end = run.size();
        while (end - begin > 1 && !isGroup(run.subList(begin, end))) {
          end--;
        }
        if (end - begin > 1) {
          groups.add(group(run.subList(begin, end), tile));
        }
        begin = end;
      }
    }
    return new FusionPlan(groups.build());
  }

  private static FusionGroup group(List<SpatialNode> nodes, FusionChoice.Tiling tile) {
    SpatialNode last = nodes.get(nodes.size() - 1);
    return new FusionGroup(
        nodes.stream().map(node -> node.node().name()).collect(ImmutableList.toImmutableList()),
        Math.min(tile.height(), last.extent(SpatialNode.HEIGHT)),
        Math.min(tile.width(), last.extent(SpatialNode.WIDTH)),
        tile.vertical(),
        tile.horizontal());
  }

  /** Nodes one after the other that can all be cut into tiles. */
  private static List<List<SpatialNode>> runs(Graph graph) {
    List<List<SpatialNode>> runs = new ArrayList<>();
    List<SpatialNode> run = new ArrayList<>();
    for (Node node : graph.nodes()) {
      SpatialNode spatial = SpatialNode.of(node);
      if (spatial != null) {
        run.add(spatial);
      } else {
        runs.add(run);
        run = new ArrayList<>();
      }
    }
    runs.add(run);
    return runs;
  }

  private static boolean isGroup(List<SpatialNode> nodes) {
    return !(nodes.get(nodes.size() - 1).node().op() instanceof View) && leadsToLast(nodes);
  }

  /**
   * The best plan by the estimate; empty where nothing is worth fusing.
   *
   * @param leastSaved cycles that all groups together have to save for any to be worth it
   */
  public FusionPlan choose(double leastSaved) {
    ImmutableList.Builder<FusionGroup> groups = ImmutableList.builder();
    double saved = 0;
    for (List<SpatialNode> run : runs(graph)) {
      Cut cut = cut(run);
      groups.addAll(cut.groups());
      saved += cut.savedCycles();
    }
    return saved < leastSaved ? FusionPlan.NONE : new FusionPlan(groups.build());
  }

  private record Cut(List<FusionGroup> groups, double savedCycles) {}

  /** A group with its estimated time; no group stands for a node by itself. */
  private record Segment(@Nullable FusionGroup group, double cycles) {}

  private Cut cut(List<SpatialNode> run) {
    int size = run.size();
    double[] best = new double[size + 1];
    int[] from = new int[size + 1];
    Segment[] last = new Segment[size + 1];
    for (int end = 1; end <= size; end++) {
      best[end] = Double.POSITIVE_INFINITY;
      for (int begin = end - 1; begin >= Math.max(0, end - LONGEST); begin--) {
        List<SpatialNode> nodes = run.subList(begin, end);
        if (begin < end - 1 && !isWorthATry(nodes)) {
          continue;
        }
        Segment segment = begin == end - 1 ? alone(run.get(begin)) : fused(nodes);
        if (segment == null) {
          // More nodes take more room.
          break;
        }
        if (best[begin] + segment.cycles() < best[end]) {
          best[end] = best[begin] + segment.cycles();
          from[end] = begin;
          last[end] = segment;
        }
      }
    }
    double apart = run.stream().mapToDouble(node -> alone(node).cycles()).sum();
    List<FusionGroup> groups = new ArrayList<>();
    for (int end = size; end > 0; end = from[end]) {
      FusionGroup group = last[end].group();
      if (group != null) {
        groups.add(0, group);
      }
    }
    return new Cut(groups, apart - best[size]);
  }

  /** A node by itself: what does not stay in SRAM comes and goes. */
  private Segment alone(SpatialNode spatial) {
    Node node = spatial.node();
    if (node.op() instanceof View) {
      return new Segment(null, 0);
    }
    double bytes = spilled(node.output());
    for (Value input : node.inputs()) {
      bytes += input.isStatic() ? precision.bytes(input) : spilled(input);
    }
    return new Segment(null, work(node) + bytes / dramBytesPerCycle);
  }

  private double spilled(Value value) {
    return Math.max(0, precision.bytes(value) - KEPT_SHARE * budgetBytes);
  }

  private double work(Node node) {
    boolean onArray = node.op() instanceof Contraction && !GroupFormation.isDepthwise(node);
    return onArray
        ? node.macs() / npu.array().peakMacsPerCycle(precision.macFormat()) / npu.cores()
        : (double) (node.laneOps() + node.macs()) / npu.vector().lanes() / npu.cores();
  }

  /** Whether two tiles would cost less than what the group keeps away from DRAM. */
  private boolean isWorthATry(List<SpatialNode> nodes) {
    double bytes = 0;
    for (SpatialNode node : nodes.subList(0, nodes.size() - 1)) {
      int readers = graph.consumerIndices(node.node().output()).size();
      bytes += node.node().op() instanceof View ? 0 : spilled(node.node().output()) * (1 + readers);
    }
    return bytes / dramBytesPerCycle > 2 * NODE_CYCLES * nodes.size() && isGroup(nodes);
  }

  /** The group with the highest tiles that fit, or null where none do. */
  private @Nullable Segment fused(List<SpatialNode> nodes) {
    SpatialNode last = nodes.get(nodes.size() - 1);
    int height = last.extent(SpatialNode.HEIGHT);
    for (int tile = Integer.highestOneBit(Math.max(1, height / 2)); tile >= 1; tile /= 2) {
      if (roughTiles(nodes, tile) > 2 * TILES_SHARE * budgetBytes) {
        continue;
      }
      FusionGroup group =
          group(nodes, new FusionChoice.Tiling(Integer.MAX_VALUE, tile, Halo.CACHED, Halo.CACHED));
      GroupCost cost = GroupCost.of(graph, nodes, group, precision);
      if (cost.nodes() > MOST_NODES) {
        return null;
      }
      if (cost.sramBytes() <= TILES_SHARE * budgetBytes) {
        // Lower tiles move as many bytes in more pieces.
        return new Segment(group, cycles(nodes, cost));
      }
    }
    return null;
  }

  private double cycles(List<SpatialNode> nodes, GroupCost cost) {
    Set<String> made = new HashSet<>();
    Set<String> read = new HashSet<>();
    double work = 0;
    double bytes = 0;
    for (SpatialNode node : nodes) {
      work += work(node.node());
      made.add(node.node().output().name());
      for (Value input : node.node().inputs()) {
        if (read.add(input.name()) && !made.contains(input.name())) {
          bytes += input.isStatic() ? precision.bytes(input) : spilled(input);
        }
      }
    }
    for (SpatialNode node : nodes) {
      Value output = node.node().output();
      if (!(node.node().op() instanceof View) && isReadElsewhere(output, made)) {
        bytes += spilled(output);
      }
    }
    return work + bytes / dramBytesPerCycle + NODE_CYCLES * cost.nodes();
  }

  private boolean isReadElsewhere(Value value, Set<String> made) {
    return graph.isOutput(value)
        || graph.consumerIndices(value).stream()
            .anyMatch(index -> !made.contains(graph.nodes().get(index).output().name()));
  }

  /** About what one tile of everything takes: as high a part of each result as of the last. */
  private double roughTiles(List<SpatialNode> nodes, int tile) {
    double part = (double) tile / nodes.get(nodes.size() - 1).extent(SpatialNode.HEIGHT);
    double most = 0;
    for (SpatialNode node : nodes) {
      if (!(node.node().op() instanceof View)) {
        most = Math.max(most, part * precision.bytes(node.node().output()));
      }
    }
    return most;
  }

  private static boolean leadsToLast(List<SpatialNode> nodes) {
    Set<String> read = new HashSet<>();
    read.add(nodes.get(nodes.size() - 1).node().output().name());
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (!read.contains(nodes.get(i).node().output().name())) {
        return false;
      }
      nodes.get(i).node().inputs().forEach(input -> read.add(input.name()));
    }
    return true;
  }
}
