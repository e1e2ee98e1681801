package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;

/**
 * Nodes that run tile by tile, each tile through all of them.
 *
 * @param nodes names, in graph order; all but the last lead to the last
 * @param tileHeight rows of the last node's output per tile; the last tile may have fewer
 * @param tileWidth columns of it per tile
 * @param vertical what happens to rows that two tiles need
 * @param horizontal what happens to columns that two tiles need
 */
public record FusionGroup(
    ImmutableList<String> nodes, int tileHeight, int tileWidth, Halo vertical, Halo horizontal) {
  public FusionGroup {
    if (nodes.isEmpty() || tileHeight < 1 || tileWidth < 1) {
      throw new IllegalArgumentException(
          "%d nodes in tiles of %d x %d".formatted(nodes.size(), tileHeight, tileWidth));
    }
  }
}
