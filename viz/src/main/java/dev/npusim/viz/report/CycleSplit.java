package dev.npusim.viz.report;

import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.Stalls;
import java.util.List;

/**
 * Where the cycles charged to some work went; the parts add up to the charged cycles.
 *
 * @param used MACs at the array's peak rate
 * @param edges PEs without work because tiles do not fill the array
 * @param fillDrain the array filling, draining or loading stationary tiles
 * @param sram streaming slowed down by a memory port
 * @param dram waiting for a transfer
 * @param vector waiting for the vector unit
 * @param dependency waiting for results of the array itself
 */
public record CycleSplit(
    double used,
    double edges,
    double fillDrain,
    double sram,
    double dram,
    double vector,
    double dependency) {
  public static final CycleSplit ZERO = new CycleSplit(0, 0, 0, 0, 0, 0, 0);

  /** Position in {@link #parts()} of the wait for DRAM. */
  public static final int DRAM = 4;

  /** Names of the parts, in the order of {@link #parts()}. */
  public static final List<String> NAMES =
      List.of(
          "MACs at peak rate",
          "array edges",
          "fill and drain",
          "SRAM port",
          "DRAM wait",
          "vector wait",
          "dependency");

  /**
   * Splits a layer. While streaming, {@code spatialUtilization} of the PEs work, so its MACs take
   * ideal / spatial cycles; whatever the array was busy beyond that and the port stalls is fill and
   * drain.
   */
  public static CycleSplit of(LayerActivity activity, double spatialUtilization) {
    Stalls stalls = activity.stalls();
    // What is charged and not waited for: cycles in which an array works, on whatever core.
    double busy =
        Math.max(
            0,
            activity.chargedCycles()
                - stalls.dram()
                - stalls.sram()
                - stalls.vector()
                - stalls.dependency());
    double used = Math.min(busy, activity.idealArrayCycles());
    double streaming = spatialUtilization > 0 ? used / spatialUtilization : used;
    double edges = Math.max(0, Math.min(busy, streaming) - used);
    return new CycleSplit(
        used,
        edges,
        busy - used - edges,
        stalls.sram(),
        stalls.dram(),
        stalls.vector(),
        stalls.dependency());
  }

  public CycleSplit plus(CycleSplit other) {
    return new CycleSplit(
        used + other.used,
        edges + other.edges,
        fillDrain + other.fillDrain,
        sram + other.sram,
        dram + other.dram,
        vector + other.vector,
        dependency + other.dependency);
  }

  public double[] parts() {
    return new double[] {used, edges, fillDrain, sram, dram, vector, dependency};
  }
}
