package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.npu.program.Tile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Where the gaps of a model are in the groups of a scheduled graph, copies or not. */
final class GapPlaces {
  private final Graph model;
  private final Graph scheduled;
  private final Aliases aliases;
  private final ImmutableMap<String, Tile> tiles;
  private final Map<String, Integer> groupOf = new HashMap<>();
  private final Map<String, Integer> positions = new HashMap<>();

  /**
   * @param tiles nodes of the scheduled graph that make a part of what another made; the first
   *     stands for all
   */
  GapPlaces(
      Graph model,
      Graph scheduled,
      ImmutableMap<String, Tile> tiles,
      Aliases aliases,
      List<Group> groups) {
    this.model = model;
    this.scheduled = scheduled;
    this.aliases = aliases;
    this.tiles = tiles;
    for (int g = 0; g < groups.size(); g++) {
      for (Node node : groups.get(g).nodes()) {
        groupOf.putIfAbsent(original(node), g);
      }
    }
    for (int position = 0; position < scheduled.nodes().size(); position++) {
      positions.putIfAbsent(original(scheduled.nodes().get(position)), position);
    }
  }

  /** The node of the model that a node is a tile of; itself where it is none. */
  String original(Node node) {
    Tile tile = tiles.get(node.name());
    return tile == null ? node.name() : tile.original();
  }

  /** The group that runs a node; empty for views. */
  OptionalInt groupOf(Node node) {
    Integer group = groupOf.get(node.name());
    return group == null ? OptionalInt.empty() : OptionalInt.of(group);
  }

  /**
   * The group whose read ends a gap: the reader's, or behind a concat the first that sees the
   * tensor through it.
   */
  int readingGroup(Gap gap, Stored stored) {
    Node reader = model.nodes().get(gap.consumerIndex());
    Integer direct = groupOf.get(reader.name());
    if (direct != null) {
      return direct;
    }
    Integer position = positions.get(reader.name());
    if (position == null) {
      throw new IllegalStateException("no node " + reader.name() + " in the scheduled graph");
    }
    int first = Integer.MAX_VALUE;
    for (int index = position + 1; index < scheduled.nodes().size(); index++) {
      Node node = scheduled.nodes().get(index);
      Integer group = groupOf.get(node.name());
      if (group != null && reads(node, gap.value())) {
        first = Math.min(first, group);
      }
    }
    int last = stored.accesses().get(stored.accesses().length() - 1);
    return first == Integer.MAX_VALUE ? last : first;
  }

  private boolean reads(Node node, Value root) {
    return node.inputs().stream()
        .anyMatch(
            input -> aliases.pieces(input).stream().anyMatch(piece -> piece.root().equals(root)));
  }
}
