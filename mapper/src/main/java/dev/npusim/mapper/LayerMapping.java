package dev.npusim.mapper;

import dev.npusim.npu.program.Dataflow;
import java.util.Optional;
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
 * @param loops in one line: the order of the loops, outermost first, or with what it runs
 * @param spatialUtilization active PEs / PEs while streaming
 * @param nest of a contraction on the array: where every loop runs and what every level keeps
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
    double spatialUtilization,
    Optional<LayerNest> nest) {

  /** Of a node without a loop nest of its own. */
  public LayerMapping(
      String node,
      String group,
      String engine,
      @Nullable Dataflow dataflow,
      long tileM,
      long tileN,
      long tileK,
      long blockRows,
      String loops,
      double spatialUtilization) {
    this(
        node,
        group,
        engine,
        dataflow,
        tileM,
        tileN,
        tileK,
        blockRows,
        loops,
        spatialUtilization,
        Optional.empty());
  }
}
