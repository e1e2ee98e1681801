package dev.npusim.mapper;

import dev.npusim.npu.program.Dataflow;
import org.jspecify.annotations.Nullable;

/**
 * How one node of the scheduled graph runs.
 *
 * @param group name of the fusion group, which is its anchor's
 * @param engine {@code array}, {@code vector} or {@code view}
 * @param dataflow of array work; null otherwise
 * @param tileM rows of an array tile (0 when not on the array)
 * @param tileN columns of an array tile
 * @param tileK reduction of an array tile
 * @param blockRows output rows for which the inputs stay in SRAM while all weights pass
 * @param loops the order of the loops, outermost first, as people write it
 * @param spatialUtilization active PEs / PEs while streaming
 */
public record LayerMapping(
    String node,
    String group,
    String engine,
    @Nullable Dataflow dataflow,
    long tileM,
    long tileN,
    long tileK,
    long blockRows,
    String loops,
    double spatialUtilization) {}
