package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.npu.program.Tile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites groups of nodes into tiles that go through the whole group one after the other.
 *
 * <pre>
 *   x -> a -> b            x[0:9] -> a#0 -> b#0
 *                          x[9:17] -> a#1 -> concat(a#0[6:8], a#1) -> b#1
 *                          concat(b#0, b#1) -> b
 * </pre>
 *
 * Every tile is the node's operation on a part of its input, padded only at the borders of the
 * image. Parts are put together by views, which own no memory; outside the group, values are the
 * same as before. Views of the model inside a group stay, behind it. O(tiles x edges).
 */
public final class DepthFirst {
  private DepthFirst() {}

  /**
   * @throws IllegalArgumentException where a group names no node of the graph, nodes that cannot be
   *     cut into tiles, or nodes that do not all lead to the last; or where another node lies on a
   *     path between two of them
   */
  public static TiledGraph rewrite(Graph graph, FusionPlan plan) {
    TiledGraph tiled = new TiledGraph(graph, ImmutableMap.of());
    for (FusionGroup group : plan.groups()) {
      tiled = rewrite(tiled, group);
    }
    return tiled;
  }

  private static TiledGraph rewrite(TiledGraph before, FusionGroup group) {
    Graph graph = before.graph();
    Members members = Members.of(graph, group.nodes());
    GroupTiling tiling = new GroupTiling(graph, members, group);
    List<Node> nodes = new ArrayList<>(members.earlier());
    nodes.addAll(tiling.nodes());
    nodes.addAll(members.later());
    Map<String, Tile> tiles = new HashMap<>(before.tiles());
    tiles.putAll(tiling.tiles());
    return new TiledGraph(
        new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes),
        ImmutableMap.copyOf(tiles));
  }

  /**
   * The nodes of a group, and the others in an order in which the group can run as one.
   *
   * @param earlier that do not depend on the group
   * @param later that do, or come after all of it anyway
   */
  record Members(List<SpatialNode> nodes, List<Node> earlier, List<Node> later) {
    static Members of(Graph graph, ImmutableList<String> names) {
      Set<String> wanted = new HashSet<>(names);
      List<SpatialNode> members = new ArrayList<>();
      List<Node> earlier = new ArrayList<>();
      List<Node> later = new ArrayList<>();
      Set<Value> made = new HashSet<>();
      Set<Value> depending = new HashSet<>();
      for (Node node : graph.nodes()) {
        boolean member = wanted.remove(node.name());
        boolean waits = node.inputs().stream().anyMatch(depending::contains);
        if (member) {
          if (waits) {
            throw new IllegalArgumentException(
                "a node between others of its group, before " + node.name() + ", is not of it");
          }
          SpatialNode spatial = SpatialNode.of(node);
          if (spatial == null) {
            throw new IllegalArgumentException(
                "node " + node.name() + " (" + node.op().kind() + ") cannot be cut into tiles");
          }
          members.add(spatial);
          made.add(node.output());
        } else if (waits || node.inputs().stream().anyMatch(made::contains)) {
          later.add(node);
          depending.add(node.output());
        } else {
          (wanted.isEmpty() ? later : earlier).add(node);
        }
      }
      if (!wanted.isEmpty()) {
        throw new IllegalArgumentException("no node " + String.join(", ", wanted));
      }
      Members result = new Members(members, earlier, later);
      result.requireOneEnd();
      return result;
    }

    private void requireOneEnd() {
      Set<Value> read = new HashSet<>();
      read.add(nodes.get(nodes.size() - 1).node().output());
      for (int i = nodes.size() - 1; i >= 0; i--) {
        Node node = nodes.get(i).node();
        if (!read.contains(node.output())) {
          throw new IllegalArgumentException(
              "node " + node.name() + " does not lead to the last of its group");
        }
        read.addAll(node.inputs());
      }
    }

    Map<String, SpatialNode> byOutput() {
      Map<String, SpatialNode> producers = new HashMap<>();
      nodes.forEach(node -> producers.put(node.node().output().name(), node));
      return producers;
    }
  }
}
