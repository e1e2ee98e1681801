package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.npu.program.Tile;

/**
 * A graph of which some nodes are in tiles.
 *
 * @param tiles names of nodes that make a part of what a node of the graph before made
 */
public record TiledGraph(Graph graph, ImmutableMap<String, Tile> tiles) {}
