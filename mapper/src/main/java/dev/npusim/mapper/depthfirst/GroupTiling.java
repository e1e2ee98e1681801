package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import dev.npusim.npu.program.Tile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the nodes of one group in tiles: tile after tile, in each the group's nodes in order. */
final class GroupTiling {
  private final FusionGroup group;
  private final Map<String, SpatialNode> producers;
  private final TileSpans rows;
  private final TileSpans columns;
  private final ImageViews views;
  private final Map<String, Tile> tiles = new LinkedHashMap<>();
  private final Map<String, Value> made = new LinkedHashMap<>();

  GroupTiling(Graph graph, DepthFirst.Members members, FusionGroup group) {
    Set<String> taken = new HashSet<>();
    graph.nodes().forEach(node -> taken.add(node.name()));
    this.views = new ImageViews(taken);
    this.group = group;
    this.producers = members.byOutput();
    this.rows =
        TileSpans.of(members.nodes(), SpatialNode.HEIGHT, group.tileHeight(), group.vertical());
    this.columns =
        TileSpans.of(members.nodes(), SpatialNode.WIDTH, group.tileWidth(), group.horizontal());
    for (int row = 0; row < rows.tiles(); row++) {
      for (int column = 0; column < columns.tiles(); column++) {
        for (SpatialNode node : members.nodes()) {
          add(node, row, column);
        }
      }
    }
    members.nodes().forEach(this::restore);
  }

  List<Node> nodes() {
    return views.nodes();
  }

  Map<String, Tile> tiles() {
    return tiles;
  }

  private String tile(int row, int column) {
    return columns.tiles() == 1 ? "#" + row : "#" + row + "." + column;
  }

  private void add(SpatialNode node, int row, int column) {
    Span r = rows.of(node).get(row);
    Span c = columns.of(node).get(column);
    if (r.isEmpty() || c.isEmpty()) {
      return;
    }
    Node original = node.node();
    ImmutableList.Builder<Value> inputs = ImmutableList.builder();
    for (int i = 0; i < original.inputs().size(); i++) {
      inputs.add(
          node.isCut(i)
              ? shown(
                  original.input(i),
                  node.needs(i, SpatialNode.HEIGHT, r),
                  node.needs(i, SpatialNode.WIDTH, c),
                  row,
                  column)
              : original.input(i));
    }
    String suffix = tile(row, column);
    Value output =
        new Value(original.output().name() + suffix, node.type(r, c), original.output().kind());
    String name = original.name() + suffix;
    views.add(
        new Node(
            name,
            original.block(),
            node.operation(r, c),
            inputs.build(),
            ImmutableList.of(output)));
    made.put(key(original.output(), row, column), output);
    if (!(original.op() instanceof View)) {
      tiles.put(
          name, new Tile(original.name(), new Region(r.begin(), r.end(), c.begin(), c.end())));
    }
  }

  private static String key(Value value, int row, int column) {
    return value.name() + "#" + row + "." + column;
  }

  /** Rows {@code r} and columns {@code c} of a value, as the tile at (row, column) sees them. */
  private Value shown(Value value, Span r, Span c, int row, int column) {
    SpatialNode producer = producers.get(value.name());
    if (producer == null) {
      Span height = new Span(0, Math.toIntExact(value.type().shape().dim(SpatialNode.HEIGHT)));
      Span width = new Span(0, Math.toIntExact(value.type().shape().dim(SpatialNode.WIDTH)));
      return views.part(value, height, width, r, c);
    }
    List<Value> lines = new ArrayList<>();
    for (Part line : parts(rows.of(producer), r, row, group.vertical())) {
      List<Value> pieces = new ArrayList<>();
      for (Part piece : parts(columns.of(producer), c, column, group.horizontal())) {
        pieces.add(
            views.part(
                tileOf(value, line.tile(), piece.tile()),
                rows.of(producer).get(line.tile()),
                columns.of(producer).get(piece.tile()),
                line.span(),
                piece.span()));
      }
      lines.add(views.concat(pieces, SpatialNode.WIDTH));
    }
    return views.concat(lines, SpatialNode.HEIGHT);
  }

  private Value tileOf(Value value, int row, int column) {
    Value tile = made.get(key(value, row, column));
    if (tile == null) {
      throw new IllegalStateException("no tile " + key(value, row, column));
    }
    return tile;
  }

  /** A span that one tile has. */
  private record Part(int tile, Span span) {}

  /** Who has {@code wanted} when tile {@code index} runs: itself, or all up to it. */
  private static List<Part> parts(List<Span> spans, Span wanted, int index, Halo halo) {
    List<Part> parts = new ArrayList<>();
    for (int tile = halo == Halo.CACHED ? 0 : index; tile <= index; tile++) {
      Span common = spans.get(tile).intersect(wanted);
      if (!common.isEmpty()) {
        parts.add(new Part(tile, common));
      }
    }
    return parts;
  }

  /** What every tile adds to the tiles before it. */
  private static List<Part> fresh(List<Span> spans) {
    List<Part> parts = new ArrayList<>();
    int done = 0;
    for (int tile = 0; tile < spans.size(); tile++) {
      Span span = spans.get(tile);
      if (span.end() > done) {
        parts.add(new Part(tile, new Span(done, span.end())));
        done = span.end();
      }
    }
    return parts;
  }

  /** The whole of what a node made, for whoever reads it outside of the group. */
  private void restore(SpatialNode node) {
    Node original = node.node();
    if (original.op() instanceof View) {
      views.add(original);
      return;
    }
    List<Value> lines = new ArrayList<>();
    for (Part line : fresh(rows.of(node))) {
      List<Value> pieces = new ArrayList<>();
      for (Part piece : fresh(columns.of(node))) {
        pieces.add(
            views.part(
                tileOf(original.output(), line.tile(), piece.tile()),
                rows.of(node).get(line.tile()),
                columns.of(node).get(piece.tile()),
                line.span(),
                piece.span()));
      }
      lines.add(views.concat(pieces, SpatialNode.WIDTH));
    }
    views.whole(original.output(), lines, SpatialNode.HEIGHT);
  }
}
