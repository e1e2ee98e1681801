package dev.npusim.mapper.depthfirst;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What every node of a group makes for every tile, along one axis: height and width do not depend
 * on each other. Worked out backwards from the last node's tiles.
 *
 * <p>The tiles of a node cover its output. With a cached halo they do so exactly once: only the
 * first is larger than what the tiles of the last node alone would ask for. O(tiles x edges).
 */
final class TileSpans {
  private final Map<String, List<Span>> byNode = new HashMap<>();
  private final int tiles;

  /**
   * @param nodes of a group, in graph order
   * @param tile extent of a tile of the last
   */
  static TileSpans of(List<SpatialNode> nodes, int axis, int tile, Halo halo) {
    return new TileSpans(nodes, axis, tile, halo);
  }

  private TileSpans(List<SpatialNode> nodes, int axis, int tile, Halo halo) {
    SpatialNode last = nodes.get(nodes.size() - 1);
    int extent = last.extent(axis);
    this.tiles = (extent + tile - 1) / tile;
    List<Span> wanted = new ArrayList<>();
    for (int t = 0; t < tiles; t++) {
      wanted.add(new Span(t * tile, Math.min(extent, (t + 1) * tile)));
    }
    Map<String, List<Span>> needed = new HashMap<>();
    needed.put(last.node().output().name(), wanted);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      SpatialNode node = nodes.get(i);
      List<Span> made =
          made(node, axis, needed.getOrDefault(node.node().output().name(), empty()), halo);
      byNode.put(node.node().name(), made);
      for (int input = 0; input < node.node().inputs().size(); input++) {
        if (node.isCut(input)) {
          List<Span> needs =
              needed.computeIfAbsent(node.node().input(input).name(), key -> empty());
          for (int t = 0; t < tiles; t++) {
            if (!made.get(t).isEmpty()) {
              needs.set(t, needs.get(t).hull(node.needs(input, axis, made.get(t))));
            }
          }
        }
      }
    }
  }

  private List<Span> empty() {
    return new ArrayList<>(Collections.nCopies(tiles, Span.EMPTY));
  }

  private List<Span> made(SpatialNode node, int axis, List<Span> needed, Halo halo) {
    List<Span> made = new ArrayList<>();
    int done = 0;
    for (int t = 0; t < tiles; t++) {
      Span need = needed.get(t);
      int end = Math.max(done, need.isEmpty() ? 0 : node.made(axis, need).end());
      if (t == tiles - 1) {
        // What nobody reads is made, too, as it is without fusion.
        end = node.extent(axis);
      }
      int begin = done;
      if (halo == Halo.RECOMPUTED && !need.isEmpty()) {
        begin = Math.min(done, node.made(axis, need).begin());
      }
      made.add(begin < end ? new Span(begin, end) : Span.EMPTY);
      done = end;
    }
    return made;
  }

  int tiles() {
    return tiles;
  }

  /** What the node makes for each tile; empty where earlier tiles have made enough. */
  List<Span> of(SpatialNode node) {
    List<Span> spans = byNode.get(node.node().name());
    if (spans == null) {
      throw new IllegalArgumentException(node.node().name() + " is not of this group");
    }
    return spans;
  }
}
