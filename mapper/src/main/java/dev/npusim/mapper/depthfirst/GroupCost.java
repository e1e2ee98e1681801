package dev.npusim.mapper.depthfirst;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What running a group tile by tile costs and saves, from shapes alone: a pure function.
 * Intermediate tensors count as written and read once per reader where they do not stay whole
 * without fusion.
 *
 * @param tiles of the last node
 * @param nodes of the rewritten graph that compute, all tiles together
 * @param macs of all tiles
 * @param macsAdded of those, made again
 * @param sramBytes largest sum of what lies between the nodes while a tile runs, the rows that wait
 *     for the next row of tiles, and the group's weights
 * @param dramBytes of inputs, of results that others read, and of weights
 * @param savedBytes what tensors inside the group would move through DRAM if each were written and
 *     read again by each of its readers
 */
public record GroupCost(
    int tiles,
    int nodes,
    long macs,
    long macsAdded,
    long sramBytes,
    long dramBytes,
    long savedBytes) {

  /**
   * @throws IllegalArgumentException where the group does not fit the graph; see {@link DepthFirst}
   */
  public static GroupCost of(Graph graph, FusionGroup group, Precision precision) {
    return of(graph, DepthFirst.Members.of(graph, group.nodes()).nodes(), group, precision);
  }

  static GroupCost of(
      Graph graph, List<SpatialNode> nodes, FusionGroup group, Precision precision) {
    TileSpans rows = TileSpans.of(nodes, SpatialNode.HEIGHT, group.tileHeight(), group.vertical());
    TileSpans columns =
        TileSpans.of(nodes, SpatialNode.WIDTH, group.tileWidth(), group.horizontal());
    return new Count(graph, nodes, rows, columns, group, precision).cost();
  }

  /** Adds up over the nodes of a group. */
  private static final class Count {
    private final Graph graph;
    private final List<SpatialNode> nodes;
    private final TileSpans rows;
    private final TileSpans columns;
    private final FusionGroup group;
    private final Precision precision;
    private final Map<String, SpatialNode> makers = new HashMap<>();
    private final Set<Integer> members = new HashSet<>();

    Count(
        Graph graph,
        List<SpatialNode> nodes,
        TileSpans rows,
        TileSpans columns,
        FusionGroup group,
        Precision precision) {
      this.graph = graph;
      this.nodes = nodes;
      this.rows = rows;
      this.columns = columns;
      this.group = group;
      this.precision = precision;
      for (SpatialNode node : nodes) {
        makers.put(node.node().output().name(), node);
        members.add(graph.producerIndex(node.node().output()));
      }
    }

    GroupCost cost() {
      int made = 0;
      long macs = 0;
      long model = 0;
      long dram = 0;
      long saved = 0;
      long weights = 0;
      long waiting = 0;
      long most = 0;
      Set<String> statics = new HashSet<>();
      for (SpatialNode spatial : nodes) {
        Node node = spatial.node();
        if (node.op() instanceof View) {
          continue;
        }
        long positions = sum(rows.of(spatial)) * sum(columns.of(spatial));
        long whole = (long) spatial.extent(SpatialNode.HEIGHT) * spatial.extent(SpatialNode.WIDTH);
        macs = Math.addExact(macs, node.macs() / whole * positions);
        model = Math.addExact(model, node.macs());
        made += count(rows.of(spatial)) * count(columns.of(spatial));
        long tile = tileBytes(spatial);
        long around = tile;
        for (int i = 0; i < node.inputs().size(); i++) {
          Value input = node.input(i);
          SpatialNode maker = makers.get(input.name());
          if (!spatial.isCut(i)) {
            if (statics.add(input.name())) {
              weights += precision.bytes(input);
            }
          } else if (maker == null) {
            dram += readBytes(spatial, i);
          } else {
            around += tileBytes(maker);
          }
        }
        most = Math.max(most, around);
        long readers = readersInside(node.output());
        if (isReadOutside(node.output())) {
          dram += precision.bytes(node.output());
        } else {
          saved += precision.bytes(node.output()) * (1 + readers);
        }
        if (group.vertical() == Halo.CACHED) {
          // The last rows of a row of tiles wait for the next.
          long height = rows.of(spatial).stream().mapToInt(Span::length).max().orElse(1);
          waiting +=
              tile * columns.tiles() * Math.min(height, haloRows(spatial)) / Math.max(1, height);
        }
      }
      return new GroupCost(
          rows.tiles() * columns.tiles(),
          made,
          macs,
          macs - model,
          waiting + most + weights,
          dram + weights,
          saved);
    }

    /** Largest tile of a node's output. */
    private long tileBytes(SpatialNode node) {
      long height = rows.of(node).stream().mapToInt(Span::length).max().orElse(0);
      long width = columns.of(node).stream().mapToInt(Span::length).max().orElse(0);
      long whole = (long) node.extent(SpatialNode.HEIGHT) * node.extent(SpatialNode.WIDTH);
      return precision.bytes(node.node().output()) * height * width / whole;
    }

    /** What all tiles read of an input from outside, halos as often as they are needed. */
    private long readBytes(SpatialNode node, int input) {
      Value value = node.node().input(input);
      long height = 0;
      for (Span span : rows.of(node)) {
        height += span.isEmpty() ? 0 : node.needs(input, SpatialNode.HEIGHT, span).length();
      }
      long width = 0;
      for (Span span : columns.of(node)) {
        width += span.isEmpty() ? 0 : node.needs(input, SpatialNode.WIDTH, span).length();
      }
      long whole = value.type().shape().dim(2) * value.type().shape().dim(3);
      return precision.bytes(value)
          * height
          / value.type().shape().dim(2)
          * width
          / Math.max(1, whole / value.type().shape().dim(2));
    }

    private boolean isReadOutside(Value value) {
      return graph.isOutput(value)
          || graph.consumerIndices(value).stream().anyMatch(index -> !members.contains(index));
    }

    private long readersInside(Value value) {
      return graph.consumerIndices(value).stream().filter(members::contains).count();
    }

    /**
     * Most rows of an earlier tile that a later one reads: tiles in between are like the second.
     */
    private int haloRows(SpatialNode maker) {
      List<Span> made = rows.of(maker);
      int most = 0;
      for (int index : graph.consumerIndices(maker.node().output())) {
        SpatialNode reader = makers.get(graph.nodes().get(index).output().name());
        if (reader == null) {
          continue;
        }
        for (int i = 0; i < reader.node().inputs().size(); i++) {
          if (!reader.node().input(i).equals(maker.node().output())) {
            continue;
          }
          if (reader.node().op() instanceof View) {
            most = Math.max(most, haloRows(reader));
          }
          for (int tile : new int[] {1, 2, made.size() - 1}) {
            if (tile >= made.size() || tile < 1) {
              continue;
            }
            Span span = rows.of(reader).get(tile);
            if (!span.isEmpty()) {
              int first = reader.needs(i, SpatialNode.HEIGHT, span).begin();
              most = Math.max(most, made.get(tile).begin() - first);
            }
          }
        }
      }
      return most;
    }

    private static long sum(List<Span> spans) {
      return spans.stream().mapToLong(Span::length).sum();
    }

    private static int count(List<Span> spans) {
      return (int) spans.stream().filter(span -> !span.isEmpty()).count();
    }
  }
}
