package dev.npusim.mapper.stepplan;

/**
 * The constants of the step model. Nodes run in the order of the file, one step each; a step takes
 * the longer of its compute and its DRAM transfers.
 *
 * <p>They belong to the format: published optima of its instances hold for these values.
 */
public final class StepModel {
  /** One slice of each operand and of the output passes through SRAM, in bytes. */
  public static final long SLICE_BYTES = 64 << 10;

  /** Weights stream through a buffer of at most this many bytes. */
  public static final long WEIGHT_BUFFER_BYTES = 128 << 10;

  /** Weights may be read in one of this many steps before the one that needs them. */
  public static final int PREFETCH_STEPS = 4;

  /** Steps from a producer to the first use that may be recomputed. */
  public static final int LEAST_DISTANCE = 6;

  /** Nodes of the longest recomputed chain. */
  public static final int LONGEST_CHAIN = 3;

  /** Longest chain that is recomputed tile by tile. */
  public static final int LONGEST_TILED_CHAIN = 2;

  /** Extra work per further node of a chain that runs tile by tile: borders of tiles overlap. */
  public static final double TILE_OVERLAP = 0.1;

  /** SRAM per node of a chain that runs tile by tile, in bytes. */
  public static final long TILE_BYTES = 32 << 10;

  /** Energy of a DRAM byte. */
  public static final double DRAM_PJ_PER_BYTE = 40;

  /** Energy of a MAC. */
  public static final double MAC_PJ = 0.5;

  /** Weight of a microjoule beside a microsecond where latency is minimised: breaks ties. */
  public static final double MICROSECONDS_PER_MICROJOULE = 1e-4;

  private StepModel() {}

  /** SRAM that a node needs whatever is kept: slices, workspace, the buffer of its weights. */
  static long needed(StepNode node) {
    return Math.addExact(
        SLICE_BYTES * (node.operands().length() + 1),
        Math.addExact(node.workspaceBytes(), weightBuffer(node.weightBytes())));
  }

  static long weightBuffer(long weightBytes) {
    return Math.min(weightBytes, WEIGHT_BUFFER_BYTES);
  }

  static double energyJ(double dramBytes, double macs) {
    return (dramBytes * DRAM_PJ_PER_BYTE + macs * MAC_PJ) * 1e-12;
  }
}
