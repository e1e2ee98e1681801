package dev.npusim.mapper.model;

/**
 * Nodes of one kind that have no loop nest to map.
 *
 * @param kind of their operation
 * @param laneOps elementary operations of the vector unit; 0 for views
 */
public record Unmapped(String kind, int nodes, long laneOps) {}
