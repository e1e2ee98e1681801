package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What it takes to fuse everything between a tensor's producer and its reader, so that the tensor
 * never exists as a whole: from shapes alone, in stripes over the whole width with cached halos.
 */
public sealed interface Stretch {
  /**
   * It can be done.
   *
   * @param group with the highest tiles that fit
   * @param cost of it
   */
  record Possible(FusionGroup group, GroupCost cost) implements Stretch {}

  /**
   * It cannot.
   *
   * @param reason in a few words
   */
  record Impossible(String reason) implements Stretch {}

  /**
   * @param producer index of a node of {@code graph}
   * @param reader index of one that depends on it
   * @param budgetBytes of SRAM for the tiles between the nodes and their weights
   */
  static Stretch of(Graph graph, int producer, int reader, Precision precision, long budgetBytes) {
    List<SpatialNode> nodes = new ArrayList<>();
    for (Node node : between(graph, producer, reader)) {
      SpatialNode spatial = SpatialNode.of(node);
      if (spatial == null) {
        return new Impossible(node.name() + " (" + node.op().kind() + ") is not cut into tiles");
      }
      nodes.add(spatial);
      if (nodes.size() > FusionChooser.LONGEST) {
        return new Impossible("more than " + FusionChooser.LONGEST + " layers in between");
      }
    }
    SpatialNode last = nodes.get(nodes.size() - 1);
    ImmutableList<String> names =
        nodes.stream().map(node -> node.node().name()).collect(ImmutableList.toImmutableList());
    int height = last.extent(SpatialNode.HEIGHT);
    int width = last.extent(SpatialNode.WIDTH);
    for (int tile = Integer.highestOneBit(height); tile >= 1; tile /= 2) {
      FusionGroup group = new FusionGroup(names, tile, width, Halo.CACHED, Halo.CACHED);
      GroupCost cost = GroupCost.of(graph, nodes, group, precision);
      if (cost.sramBytes() <= budgetBytes) {
        return new Possible(group, cost);
      }
    }
    return new Impossible("not even stripes of one row fit");
  }

  /** All nodes on a way from one to the other, both included, in graph order. */
  private static List<Node> between(Graph graph, int producer, int reader) {
    Set<Value> needed = new HashSet<>(graph.nodes().get(reader).inputs());
    for (int i = reader - 1; i > producer; i--) {
      if (needed.contains(graph.nodes().get(i).output())) {
        needed.addAll(graph.nodes().get(i).inputs());
      }
    }
    Set<Value> made = new HashSet<>(Set.of(graph.nodes().get(producer).output()));
    List<Node> between = new ArrayList<>(List.of(graph.nodes().get(producer)));
    for (int i = producer + 1; i <= reader; i++) {
      Node node = graph.nodes().get(i);
      boolean depends = node.inputs().stream().anyMatch(made::contains);
      if (depends && (i == reader || needed.contains(node.output()))) {
        made.add(node.output());
        between.add(node);
      }
    }
    return between;
  }
}
