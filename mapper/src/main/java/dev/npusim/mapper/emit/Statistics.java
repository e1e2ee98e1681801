package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.mapper.fuse.LaneOps;
import dev.npusim.npu.program.Instruction.Stage;

/** The first pass of a norm over rows. */
final class Statistics {
  private Statistics() {}

  /** Takes the statistics of {@code norm} over {@code region} of its input. */
  static Stage stage(Emission emission, Node norm, Region region) {
    return new Stage(
        emission.position(norm),
        Stage.Kind.STATISTICS,
        region,
        LaneOps.statistics(norm, region),
        0);
  }
}
