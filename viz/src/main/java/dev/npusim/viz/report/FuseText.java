package dev.npusim.viz.report;

import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Fusing;
import dev.npusim.viz.text.Units;

/** What fusing around a tensor would take, in words. */
public final class FuseText {
  private FuseText() {}

  /** A sentence. */
  public static String of(TensorDecision tensor) {
    if (tensor.decision() == TensorDecision.Decision.FUSE) {
      return "done: it never exists as a whole";
    }
    return tensor
        .fuse()
        .map(fuse -> fuse.isPossible() ? possible(fuse) : "not possible: " + fuse.obstacle())
        .orElse(Units.NONE);
  }

  private static String possible(Fusing fuse) {
    return fuse.layers()
        + " layers in "
        + fuse.tiles()
        + (fuse.tiles() == 1 ? " tile: " : " tiles: ")
        + Units.percent(share(fuse))
        + " more MACs, "
        + Units.bytes(fuse.sramBytes())
        + " of SRAM, keeps "
        + Units.bytes(fuse.savedBytes())
        + " from DRAM at most";
  }

  /** A few words. */
  public static String brief(TensorDecision tensor) {
    if (tensor.decision() == TensorDecision.Decision.FUSE) {
      return "done";
    }
    return tensor
        .fuse()
        .map(
            fuse ->
                fuse.isPossible()
                    ? "%d %s, +%s MACs, %s"
                        .formatted(
                            fuse.tiles(),
                            fuse.tiles() == 1 ? "tile" : "tiles",
                            Units.percent(share(fuse)),
                            Units.bytes(fuse.sramBytes()))
                    : "no: " + fuse.obstacle())
        .orElse(Units.NONE);
  }

  private static double share(Fusing fuse) {
    return fuse.macs() > 0 ? (double) fuse.macsAdded() / fuse.macs() : 0;
  }
}
